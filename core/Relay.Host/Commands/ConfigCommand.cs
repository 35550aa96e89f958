using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using Relay.Core.Settings;
using Relay.Core.Settings.Binding;
using Relay.Core.Settings.Contributed;
using Relay.Core.Settings.Schema;
using Relay.Host.Composition;

namespace Relay.Host.Commands;

/// <summary><c>relay config</c>: about the settings.</summary>
internal sealed class ConfigCommand : Command
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly SettingsOptions settings;

    public ConfigCommand(SettingsOptions settings)
        : base("config", "About the settings files.")
    {
        this.settings = settings;
        var schema = new Command("schema", "Write the JSON Schema of relay.json, for editors; with --plugins, also the keys that these plugins add.");
        settings.AddPluginsTo(schema);
        schema.SetAction(WriteSchemaAsync);
        Subcommands.Add(schema);
    }

    private async Task<int> WriteSchemaAsync(ParseResult command, CancellationToken cancellationToken)
    {
        var output = new CommandOutput(command);
        if (!settings.NamesPlugins(command))
            return Write(output, OptionCatalogue.Empty);

        var errors = new SettingsErrors();
        var nothing = new SettingsRequest();
        LoadedSettings defaults = SettingsLoader.Load(nothing, errors);
        await using TrialPlugins trial = await TrialPlugins.LoadAsync(settings.Plugins(command, nothing, defaults.Settings), defaults, errors,
            cancellationToken);
        // What the plugins require of relay.json is missing in an empty one; only the plugins themselves are looked at here.
        SettingsError[] faults = [.. errors.All.Where(error => !error.IsWarning && error.Place.Source != defaults.Tree.Place.Source)];
        foreach (SettingsError fault in faults)
            output.Error.WriteLine(fault);
        return faults.Length > 0 ? ExitCode.BadUsage : Write(output, trial.Prepared.Plugins.Options);
    }

    private static int Write(CommandOutput output, OptionCatalogue plugins)
    {
        output.Out.WriteLine(SettingsSchema.Of(typeof(RelaySettings), "relay.json", plugins).ToJsonString(Readable));
        return ExitCode.Ok;
    }
}
