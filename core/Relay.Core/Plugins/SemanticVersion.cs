using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Relay.Core.Plugins;

/// <summary>A version by the rules of semver.org 2.0.0; a fourth number and build metadata are read and count for nothing.</summary>
internal sealed record SemanticVersion(int Major, int Minor, int Patch, string PreRelease = "") : IComparable<SemanticVersion>
{
    internal static bool TryParse(string? text, [NotNullWhen(true)] out SemanticVersion? version)
    {
        version = null;
        if (string.IsNullOrEmpty(text) || text.Length > 100)
            return false;
        string core = text.Split('+', 2)[0];
        string[] parts = core.Split('-', 2);
        string[] numbers = parts[0].Split('.');
        if (numbers.Length is < 1 or > 4 || (parts.Length == 2 && parts[1].Length == 0))
            return false;
        Span<int> values = stackalloc int[4];
        for (int i = 0; i < numbers.Length; i++)
        {
            if (!int.TryParse(numbers[i], NumberStyles.None, CultureInfo.InvariantCulture, out values[i]))
                return false;
        }

        version = new SemanticVersion(values[0], values[1], values[2], parts.Length == 2 ? parts[1] : "");
        return true;
    }

    public int CompareTo(SemanticVersion? other)
    {
        if (other is null)
            return 1;
        int difference = (Major, Minor, Patch).CompareTo((other.Major, other.Minor, other.Patch));
        return difference != 0 ? difference : ComparePreRelease(PreRelease, other.PreRelease);
    }

    public override string ToString() => $"{Major}.{Minor}.{Patch}{(PreRelease.Length == 0 ? "" : "-" + PreRelease)}";

    // semver.org §11: a pre-release comes before its release; identifiers compare as numbers where both are, numbers before words.
    private static int ComparePreRelease(string left, string right)
    {
        if (left.Length == 0 || right.Length == 0)
            return (left.Length == 0).CompareTo(right.Length == 0);
        string[] l = left.Split('.');
        string[] r = right.Split('.');
        for (int i = 0; i < Math.Min(l.Length, r.Length); i++)
        {
            bool leftNumber = int.TryParse(l[i], NumberStyles.None, CultureInfo.InvariantCulture, out int a);
            bool rightNumber = int.TryParse(r[i], NumberStyles.None, CultureInfo.InvariantCulture, out int b);
            int difference = leftNumber && rightNumber ? a.CompareTo(b)
                : leftNumber != rightNumber ? (leftNumber ? -1 : 1)
                : string.CompareOrdinal(l[i], r[i]);
            if (difference != 0)
                return difference;
        }

        return l.Length.CompareTo(r.Length);
    }
}
