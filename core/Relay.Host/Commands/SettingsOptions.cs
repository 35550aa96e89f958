using System.CommandLine;
using Relay.Core.Plugins;
using Relay.Core.Settings;

namespace Relay.Host.Commands;

/// <summary>The options of all commands that read the settings; the same ones for all, so that they may stand before the command as well.</summary>
internal sealed class SettingsOptions
{
    private const string PluginsFile = "plugins.json";

    private readonly Option<string?> config = new("--config")
    {
        Description = "The settings file. Default: $RELAY_CONFIG, then relay.json in the current folder, then /etc/relay/relay.json; without any, " +
            "the defaults.",
        HelpName = "FILE",
        CustomParser = OptionText.FileName,
    };

    private readonly Option<string?> plugins = new("--plugins")
    {
        Description = "The plugins file. Default: plugins.json beside the settings file; without one, no plugins. 'config schema' has no default: " +
            "it shows the keys of plugins only when the file is named.",
        HelpName = "FILE",
        CustomParser = OptionText.FileName,
    };

    private readonly Option<string[]> set = new("--set")
    {
        Description = "One setting, as in accept.maxErrors=5. Repeatable; wins over file and environment.",
        HelpName = "KEY=VALUE",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(config);
        command.Options.Add(plugins);
        command.Options.Add(set);
    }

    /// <summary>Adds the option for the plugins file alone.</summary>
    public void AddPluginsTo(Command command) => command.Options.Add(plugins);

    /// <summary>Whether a plugins file was named.</summary>
    public bool NamesPlugins(ParseResult command) => command.GetValue(plugins) is not null;

    public SettingsRequest Request(ParseResult command) => new()
    {
        File = command.GetValue(config) ?? SettingsFileChoice.Find(),
        Environment = Environment.GetEnvironmentVariables(),
        Arguments = command.GetValue(set) ?? [],
    };

    /// <summary>Where plugins are found and kept.</summary>
    public PluginHostOptions Plugins(ParseResult command, SettingsRequest request, RelaySettings loaded)
    {
        string? named = command.GetValue(plugins);
        string beside = Path.Combine(Path.GetDirectoryName(request.File) ?? "", PluginsFile);
        return new PluginHostOptions
        {
            File = named ?? beside,
            FileIsOptional = named is null,
            StoreFolder = Path.Combine(loaded.Spool.Path, "plugins", "code"),
            DataFolder = Path.Combine(loaded.Spool.Path, "plugins", "data"),
            Hostname = loaded.Hostname,
        };
    }
}
