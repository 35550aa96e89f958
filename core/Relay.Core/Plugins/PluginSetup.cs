using Microsoft.Extensions.Logging;
using Relay.Core.Expansion;
using Relay.Core.Handlers;
using Relay.Core.Handlers.Guarding;
using Relay.Core.Settings;
using Relay.Core.Settings.Binding;
using Relay.Core.Submission;
using Relay.Sdk.Dns;
using Relay.Sdk.Plugins;

namespace Relay.Core.Plugins;

/// <summary>Configures loaded plugins: gives each what the relay offers it, and arranges the handlers that it registers.</summary>
internal sealed partial class PluginSetup(
    PluginHostOptions options,
    string settingsFolder,
    CurrentHandlers handlers,
    IDnsResolver dns,
    ExpansionServices expansion,
    SubmissionGate submissions,
    DeadlinePool deadlines,
    TimeProvider time,
    ILoggerFactory loggers)
{
    // Its lines are those of the plugin host, in the log as well.
    private readonly ILogger logger = loggers.CreateLogger<PluginHost>();

    /// <summary>Lets a plugin read its settings and register its handlers.</summary>
    /// <returns>False when its settings are wrong; the errors say why.</returns>
    /// <exception cref="PluginException">It failed otherwise.</exception>
    public async Task<bool> ConfigureAsync(PluginInstance plugin, LoadedPlugin loaded, PluginsFile file, SettingsObject root, SettingsErrors errors)
    {
        PluginEntry entry = plugin.Entry;
        PluginLoggerFactory itsLoggers = new(loggers, entry.Name);
        PluginContext context = new(entry.Name, options.Hostname, settingsFolder, Path.Combine(options.DataFolder, entry.Name), handlers, time,
            itsLoggers.CreateOwn());
        if (!Rate.TryParse(entry.SubmissionRate, out Rate? rate, out string? problem))
            errors.Add(root.Nearest($"plugins[{plugin.Position}].submissionRate"), problem!);
        PluginSubmission submission = new(entry.Name, submissions, rate, time);
        SettingsNode place = root.Nearest($"plugins[{plugin.Position}].settings");
        SettingsObject settings = entry.Settings ?? new SettingsObject(place.Place, $"plugins[{plugin.Position}].settings");
        PluginBuilder builder = new(entry.Name, PluginServices.For(context, itsLoggers, time, dns, submission), settings, expansion,
            errors)
        { Instance = entry.Instance };
        try
        {
            await plugin.ConfigureAsync(loaded, context, builder, options.StartTimeout, time);
        }
        catch (PluginSettingsException e)
        {
            plugin.Fail($"plugin {entry.Name}: its settings are wrong");
            // The builder has reported what it found itself, each with its place.
            if (!builder.HasReported)
                errors.Add(place, e.Message);
            return false;
        }

        if (!builder.HasReadSettings && settings.Members.Count > 0)
            errors.Add(settings, $"{entry.Id} takes no settings");
        plugin.Arrange(file.Defaults, (identity, callOptions, its) => new HandlerGuard(identity, callOptions, its, new HandlerThreading(), deadlines,
            time, logger));
        HandlerArrangement.Check(plugin, root, errors);
        (string version, string from) = plugin.Folder is { } folder
            ? (folder.Manifest.Version, folder.Path)
            : (loaded.Plugin.GetType().Assembly.GetName().Version?.ToString(3) ?? "0.0.0", "memory");
        LogConfigured(entry.Name, version, plugin.Handlers.Count, from);
        return true;
    }

    [LoggerMessage(LogLevel.Information, "plugin {Plugin} {Version} configured with {Handlers} handlers, from {Folder}",
        EventName = "plugins.configured")]
    private partial void LogConfigured(string plugin, string version, int handlers, string folder);
}
