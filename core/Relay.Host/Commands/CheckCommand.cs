using System.CommandLine;
using Microsoft.Extensions.Logging.Abstractions;
using Relay.Core.Plugins;
using Relay.Core.Settings;
using Relay.Core.Settings.Binding;
using Relay.Host.Composition;

namespace Relay.Host.Commands;

/// <summary><c>relay check</c>: everything that is wrong with the settings, without starting anything.</summary>
internal sealed class CheckCommand : Command
{
    private readonly SettingsOptions settings;
    private readonly Option<bool> json = new("--json") { Description = "Write the findings as JSON." };

    public CheckCommand()
        : base("check", "Check the settings and the plugins; start nothing.")
    {
        settings = new SettingsOptions(this);
        Options.Add(json);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult command, CancellationToken cancellationToken)
    {
        var output = new CommandOutput(command);
        var errors = new SettingsErrors();
        SettingsRequest request = settings.Request(command);
        LoadedSettings loaded = SettingsLoader.Load(request, errors);

        // Plugins are copied before they are loaded; not into the spool, which may be a running relay's.
        string folder = Directory.CreateTempSubdirectory("relay-check-").FullName;
        try
        {
            PluginHostOptions plugins = settings.Plugins(command, request, loaded.Settings) with { StoreFolder = folder };
            await using PreparedRelay prepared = await PreparedRelay.LoadAsync(
                loaded, plugins, TimeProvider.System, NullLoggerFactory.Instance, errors, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        new SettingsFindings(errors).Write(output, command.GetValue(json));
        return errors.Any ? ExitCode.BadUsage : ExitCode.Ok;
    }
}
