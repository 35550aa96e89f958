using Microsoft.Extensions.Hosting;

namespace Relay.Host.Composition.Services;

/// <summary>Starts the plugins that were loaded, and stops them.</summary>
internal sealed class PluginService(PreparedRelay prepared) : IHostedService
{
    /// <exception cref="Core.Plugins.PluginException">A required plugin could not be started.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await prepared.Plugins.StartAsync(cancellationToken).ConfigureAwait(false);
        prepared.Plugins.RunJobs();
    }

    public Task StopAsync(CancellationToken cancellationToken) => prepared.Plugins.StopAsync();
}
