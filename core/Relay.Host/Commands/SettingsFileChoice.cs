using Relay.Core.Settings.Binding;

namespace Relay.Host.Commands;

/// <summary>Which settings file a command reads when <c>--config</c> names none.</summary>
internal static class SettingsFileChoice
{
    public const string Variable = "RELAY_CONFIG";
    public const string FileName = "relay.json";
    public const string SystemFile = "/etc/relay/relay.json";

    /// <param name="variable">The value of <see cref="Variable"/>; null or empty when it is not set.</param>
    /// <param name="exists">Whether there is something of that name; a folder and a broken link count, so that they are told as mistakes.</param>
    /// <returns>Null when there is none: then the defaults hold.</returns>
    public static string? Find(string? variable, Func<string, bool> exists) =>
        variable is { Length: > 0 } ? variable
        : exists(FileName) ? FileName
        : exists(SystemFile) ? SystemFile
        : null;

    /// <summary>The choice of this process.</summary>
    public static string? Find() => Find(Environment.GetEnvironmentVariable(Variable), BoundedFile.IsThere);
}
