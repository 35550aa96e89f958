namespace Relay.Core.Settings.Binding;

/// <summary>One fault of the settings.</summary>
/// <param name="Place">Where it is.</param>
/// <param name="Path">The key, as in <c>routes[0].via</c>; empty when the fault is the file's.</param>
/// <param name="Message">What was found, what is expected, and the nearest right name where there is one.</param>
/// <param name="IsWarning">The relay starts in spite of it.</param>
public sealed record SettingsError(SettingsPlace Place, string Path, string Message, bool IsWarning = false)
{
    // The name of such a source is the key: "--set routes[0].via".
    private bool IsNamedByPlace => Place.Line == 0 && Place.Source.Name.EndsWith($" {Path}", StringComparison.Ordinal);

    /// <summary>One line: <c>relay.json:12:5: routes[0].via: …</c>.</summary>
    public override string ToString() =>
        $"{Place}: {(IsWarning ? "warning: " : "")}{(Path.Length == 0 || IsNamedByPlace ? "" : Path + ": ")}{Message}";
}
