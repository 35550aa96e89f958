using System.CommandLine;
using System.Globalization;
using Relay.Core.Plugins;
using Relay.Core.Settings;
using Relay.Core.Settings.Binding;
using Relay.Host.Admin;
using Relay.Host.Composition;
using Relay.Host.Plugins;

namespace Relay.Host.Commands;

/// <summary><c>relay plugin</c>: what plugins there are and what they do.</summary>
internal sealed class PluginCommand : Command
{
    private static readonly TableColumn[] Columns =
    [
        new("PLUGIN"), new("VERSION", 3), new("STATE"), new("HANDLER", 1, MayWrap: true), new("KIND", 2, MayWrap: true), new("CALLS", 5),
            new("ERRORS", 4), new("MEAN TIME", 6), new("NEXT RUN", 7),
        new("PROBLEM", MayWrap: true),
    ];

    private readonly SettingsOptions settings;
    private readonly Option<bool> json = new("--json") { Description = "Write the list as JSON." };

    public PluginCommand(SettingsOptions settings)
        : base("plugin", "About plugins.")
    {
        var list = new Command("list", "List the plugins of plugins.json with their handlers, and the experimental features; with counts when the " +
            "relay is running.");
        this.settings = settings;
        settings.AddTo(list);
        list.Options.Add(json);
        list.SetAction((command, cancellationToken) => QueueGuard.RunAsync(settings, command,
            (loaded, output) => ListAsync(loaded, output, command, cancellationToken)));
        Subcommands.Add(list);
        Subcommands.Add(new PluginCallCommand(settings));
    }

    private async Task<int> ListAsync(RelaySettings loaded, CommandOutput output, ParseResult command, CancellationToken cancellationToken)
    {
        using AdminClient? relay = await AdminClient.ConnectAsync(loaded, cancellationToken);
        if (relay is not null)
        {
            await ShowAsync(await relay.PluginsAsync(cancellationToken), output, command);
            return ExitCode.Ok;
        }

        var errors = new SettingsErrors();
        await ShowAsync(await LookAsync(command, errors, cancellationToken), output, command);
        new SettingsFindings(errors).WriteLines(output.Error);
        return errors.Any ? ExitCode.BadUsage : ExitCode.Ok;
    }

    private async Task ShowAsync(PluginsView view, CommandOutput output, ParseResult command)
    {
        if (command.GetValue(json))
        {
            output.Json(view);
            return;
        }

        await output.TableAsync(Columns, view.Plugins.SelectMany(Rows).ToAsyncEnumerable());
        foreach (FeatureView feature in view.Features)
            output.Out.WriteLine($"experimental feature {feature.Name}: {(feature.IsOn ? "on" : "off")}. {feature.Description}");
    }

    // No relay runs: the plugins are loaded and configured here, as 'relay check' does.
    private async Task<PluginsView> LookAsync(ParseResult command, SettingsErrors errors, CancellationToken cancellationToken)
    {
        SettingsRequest request = settings.Request(command);
        LoadedSettings loaded = SettingsLoader.Load(request, errors);
        await using TrialPlugins trial = await TrialPlugins.LoadAsync(settings.Plugins(command, request, loaded.Settings), loaded, errors,
            cancellationToken);
        return PluginsView.Of(trial.Prepared.Plugins);
    }

    private static IEnumerable<IReadOnlyList<string>> Rows(PluginRecord plugin)
    {
        string[] head = [plugin.Name, plugin.Version ?? "-", SettingsName.Value(plugin.State.ToString())];
        string problem = plugin.Problem ?? (plugin.HealthReason is null ? ""
            : $"{SettingsName.Value(plugin.Health.ToString())}: {plugin.HealthReason}");
        if (plugin.Handlers.Count == 0)
            yield return [.. head, "-", "-", "-", "-", "-", "-", problem];
        foreach (HandlerRecord handler in plugin.Handlers)
        {
            yield return
            [
                .. head, handler.Name, handler.Kind, handler.Calls.ToString(CultureInfo.InvariantCulture),
                handler.Errors.ToString(CultureInfo.InvariantCulture),
                handler.Calls == 0 ? "-" : string.Create(CultureInfo.InvariantCulture, $"{handler.Time.TotalMicroseconds / handler.Calls:F1} µs"),
                handler.Job?.NextRun is { } next ? next.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture) : "-",
                handler.Job?.LastError ?? problem,
            ];
            head = ["", "", ""];
        }
    }
}
