using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Relay.Core.Handlers;
using Relay.Core.Storage;
using Relay.Sdk.Lookups;
using Relay.Sdk.Plugins;

namespace Relay.Core.Plugins;

/// <summary>What the relay offers one running plugin.</summary>
internal sealed partial class PluginContext(string id, string hostname, string settingsFolder, string dataFolder, IHandlers handlers,
    TimeProvider time, ILogger logger) :
    IPluginContext, IDisposable
{
    private readonly CancellationTokenSource stopping = new();
    private readonly Lazy<Meter> meter = new(() => new Meter($"relay.plugin.{id}"));
    private volatile Health health = Health.Good;
    private IServiceProvider? services;

    public string Id => id;

    public string Hostname => hostname;

    public string DataFolder
    {
        get
        {
            OwnerOnly.MakeFolder(dataFolder);
            return Path.GetFullPath(dataFolder);
        }
    }

    public string SettingsFolder => settingsFolder;

    public TimeProvider Time => time;

    public ILogger Logger => logger;

    public CancellationToken Stopping => stopping.Token;

    public IServiceProvider Services => services ?? throw new InvalidOperationException("the services are there from StartAsync on");

    public LookupHandle FindLookup(string name) => new NamedLookup(name, handlers);

    public Meter Meter => meter.Value;

    /// <summary>What the plugin has said of itself last.</summary>
    internal Health Health => health;

    public void Report(Health health)
    {
        ArgumentNullException.ThrowIfNull(health);
        Health last = Interlocked.Exchange(ref this.health, health);
        if (last != health)
            LogHealth(logger, health.State == HealthState.Good ? LogLevel.Information : LogLevel.Warning, id, health.State, health.Reason ?? "");
    }

    internal void Use(IServiceProvider provider) => services = provider;

    internal Task StopAsync() => stopping.CancelAsync();

    public void Dispose()
    {
        if (meter.IsValueCreated)
            meter.Value.Dispose();
        stopping.Dispose();
    }

    [LoggerMessage("plugin {Plugin}: health is now {Health} {Reason}", EventName = "plugins.health")]
    private static partial void LogHealth(ILogger logger, LogLevel level, string plugin, HealthState health, string reason);
}
