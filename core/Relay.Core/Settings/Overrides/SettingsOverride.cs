using Relay.Core.Settings.Binding;

namespace Relay.Core.Settings.Overrides;

/// <summary>One setting given outside the file.</summary>
/// <param name="Path">The keys from the root; an index of a list is a number.</param>
/// <param name="Value">As text; JSON for lists and objects.</param>
/// <param name="Source">The option or variable that gives it, for error messages.</param>
/// <param name="IsVariable">The path comes from the name of a variable: its capitals say nothing.</param>
public sealed record SettingsOverride(IReadOnlyList<string> Path, string Value, SettingsSource Source, bool IsVariable = false)
{
    private const string Prefix = "RELAY__";
    private const int IndexDigits = 10;

    internal SettingsPlace Place => new(Source, 0, 0);

    /// <summary>The variables whose names begin with <c>RELAY__</c>: <c>RELAY__ACCEPT__MAXERRORS=5</c> sets <c>accept.maxErrors</c>.</summary>
    public static IEnumerable<SettingsOverride> FromEnvironment(System.Collections.IDictionary variables)
    {
        // The items of a list in their order, since each needs those before it.
        foreach (string name in variables.Keys.Cast<string>().Where(name => name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            .OrderBy(Rank, StringComparer.Ordinal))
            yield return new SettingsOverride(
                name[Prefix.Length..].Split("__"), (string?)variables[name] ?? "", SourceOf($"environment variable {name}"), IsVariable: true);
    }

    /// <summary>An argument of <c>--set</c>: <c>accept.maxErrors=5</c>, <c>listeners[0].address=127.0.0.1:25</c>.</summary>
    public static SettingsOverride? FromArgument(string argument, SettingsErrors errors)
    {
        string[] parts = argument.Split('=', 2);
        SettingsSource source = SourceOf($"--set {parts[0]}");
        if (parts.Length == 2 && parts[0].Length > 0)
            return new SettingsOverride(parts[0].Replace("[", ".", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal).Split('.'),
                parts[1], source);
        errors.Add(new SettingsPlace(source, 0, 0), "", "expected KEY=VALUE, as in accept.maxErrors=5");
        return null;
    }

    /// <summary>How a name that the user chooses is written, as of a transport, when nothing else shows it.</summary>
    internal string NewName(string segment) => IsVariable && !segment.Any(char.IsLower) ? segment.ToLowerInvariant() : segment;

    private static string Rank(string name) => string.Join("__", name.ToUpperInvariant().Split("__").Select(segment =>
        segment.Length > 0 && segment.All(char.IsAsciiDigit) ? segment.PadLeft(IndexDigits, '0') : segment));

    private static SettingsSource SourceOf(string name) => new(name, Environment.CurrentDirectory);
}
