using System.CommandLine;
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

    public CheckCommand(SettingsOptions settings)
        : base("check", "Check the settings and the plugins; start nothing.")
    {
        this.settings = settings;
        settings.AddTo(this);
        Options.Add(json);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult command, CancellationToken cancellationToken)
    {
        var output = new CommandOutput(command);
        var errors = new SettingsErrors();
        SettingsRequest request = settings.Request(command);
        LoadedSettings loaded = SettingsLoader.Load(request, errors);

        PluginHostOptions plugins = settings.Plugins(command, request, loaded.Settings);
        await using TrialPlugins trial = await TrialPlugins.LoadAsync(plugins, loaded, errors, cancellationToken);
        new SettingsFindings(errors).Write(output, command.GetValue(json));
        return errors.Any ? ExitCode.BadUsage : ExitCode.Ok;
    }
}
