using System.CommandLine;
using Relay.Core.Settings;

namespace Relay.Host.Commands;

/// <summary>The options of all commands that read the settings.</summary>
internal sealed class SettingsOptions
{
    private const string SettingsFile = "relay.json";
    private const string PluginsFile = "plugins.json";

    private readonly Option<string?> config = new("--config")
    {
        Description = "The settings file. Default: relay.json in the current folder; without one, the defaults.",
        HelpName = "FILE",
    };

    private readonly Option<string?> plugins = new("--plugins")
    {
        Description = "The plugins file. Default: plugins.json beside the settings file; without one, no plugins.",
        HelpName = "FILE",
    };

    private readonly Option<string[]> set = new("--set")
    {
        Description = "One setting, as in accept.maxErrors=5. Repeatable; wins over file and environment.",
        HelpName = "KEY=VALUE",
    };

    /// <summary>Adds the options to a command.</summary>
    public SettingsOptions(Command command)
    {
        command.Options.Add(config);
        command.Options.Add(plugins);
        command.Options.Add(set);
    }

    public SettingsRequest Request(ParseResult command) => new()
    {
        File = command.GetValue(config) ?? (File.Exists(SettingsFile) ? SettingsFile : null),
        Environment = Environment.GetEnvironmentVariables(),
        Arguments = command.GetValue(set) ?? [],
    };

    /// <summary>The plugins file; it may be absent unless it was named.</summary>
    public (string File, bool IsOptional) Plugins(ParseResult command, SettingsRequest request)
    {
        if (command.GetValue(plugins) is { } named)
            return (named, false);
        string? folder = Path.GetDirectoryName(request.File);
        return (string.IsNullOrEmpty(folder) ? PluginsFile : Path.Combine(folder, PluginsFile), true);
    }
}
