using Microsoft.Extensions.Hosting;

namespace Relay.Host.Composition.Services;

/// <summary>Removes the private copies of plugins that are no longer used, once the spool is this relay's alone.</summary>
internal sealed class PluginCopyService(PreparedRelay prepared) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        prepared.Plugins.RemoveOldCopies();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
