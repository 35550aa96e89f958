using Microsoft.Extensions.Logging;
using Relay.Core.Handlers;
using Relay.Core.Storage;
using Relay.Sdk.Lookups;
using Relay.Sdk.Plugins;

namespace Relay.Core.Plugins;

/// <summary>What the relay offers one running plugin.</summary>
internal sealed class PluginContext(string id, string hostname, string settingsFolder, string dataFolder, IHandlers handlers, TimeProvider time, ILogger logger) :
    IPluginContext, IDisposable
{
    private readonly CancellationTokenSource stopping = new();
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

    public IMailLookup? FindLookup(string scheme) => handlers.Lookups.GetValueOrDefault(scheme);

    internal void Use(IServiceProvider provider) => services = provider;

    internal Task StopAsync() => stopping.CancelAsync();

    public void Dispose() => stopping.Dispose();
}
