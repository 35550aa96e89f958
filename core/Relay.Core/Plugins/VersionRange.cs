using System.Diagnostics.CodeAnalysis;

namespace Relay.Core.Plugins;

/// <summary>An interval of versions: <c>[1.2.0, 2.0.0-0)</c>, <c>[1.2.3]</c>, or a bare <c>1.2.0</c> for that and all later ones. No floating
/// forms.</summary>
internal sealed record VersionRange(SemanticVersion? Least, bool WithLeast, SemanticVersion? Most, bool WithMost)
{
    internal static bool TryParse(string text, [NotNullWhen(true)] out VersionRange? range)
    {
        range = null;
        text = text.Trim();
        if (SemanticVersion.TryParse(text, out SemanticVersion? bare))
        {
            range = new VersionRange(bare, true, null, false);
            return true;
        }

        if (text.Length < 3 || text[0] is not ('[' or '(') || text[^1] is not (']' or ')'))
            return false;
        string[] ends = text[1..^1].Split(',');
        if (ends.Length > 2 || !TryEnd(ends[0], out SemanticVersion? least))
            return false;
        SemanticVersion? most = least;
        if (ends.Length == 2 && !TryEnd(ends[1], out most))
            return false;
        if (ends.Length == 1 && (least is null || text[0] != '[' || text[^1] != ']'))
            return false;
        range = new VersionRange(least, text[0] == '[', most, text[^1] == ']');
        return true;
    }

    internal bool Contains(SemanticVersion version)
    {
        if (Least is not null && version.CompareTo(Least) is var low && (low < 0 || (low == 0 && !WithLeast)))
            return false;
        return Most is null || version.CompareTo(Most) is var high && (high < 0 || (high == 0 && WithMost));
    }

    public override string ToString() => $"{(WithLeast ? '[' : '(')}{Least}, {Most}{(WithMost ? ']' : ')')}";

    private static bool TryEnd(string text, out SemanticVersion? version)
    {
        version = null;
        return text.Trim().Length == 0 || SemanticVersion.TryParse(text.Trim(), out version);
    }
}
