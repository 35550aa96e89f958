using System.CommandLine;
using Relay.Core.Settings;
using Relay.Core.Settings.Binding;
using Relay.Host.Checks;

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
        SetAction(Run);
    }

    private int Run(ParseResult command)
    {
        var output = new CommandOutput(command);
        var errors = new SettingsErrors();
        SettingsRequest request = settings.Request(command);
        LoadedSettings loaded = SettingsLoader.Load(request, errors);
        SettingsRules.Check(loaded, new HashSet<string>(), errors);
        new SettingsFindings(errors).Write(output, command.GetValue(json));
        return errors.Any ? ExitCode.BadUsage : ExitCode.Ok;
    }
}
