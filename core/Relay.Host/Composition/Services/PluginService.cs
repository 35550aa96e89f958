using Microsoft.Extensions.Hosting;

namespace Relay.Host.Composition.Services;

/// <summary>Starts the plugins that were loaded, and stops them. Their jobs begin with <see cref="MailService"/>.</summary>
internal sealed class PluginService(PreparedRelay prepared) : IHostedService
{
    /// <exception cref="Core.Plugins.PluginException">A required plugin could not be started.</exception>
    public Task StartAsync(CancellationToken cancellationToken) => prepared.Plugins.StartAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => prepared.Plugins.StopAsync();
}
