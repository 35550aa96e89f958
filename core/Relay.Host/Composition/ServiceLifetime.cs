using Microsoft.Extensions.Hosting;

namespace Relay.Host.Composition;

/// <summary>Tells a service manager when the relay is ready and when it stops. The signals are the command line's business.</summary>
internal sealed class ServiceLifetime(IHostApplicationLifetime lifetime) : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStarted.Register(ServiceNotice.Ready);
        lifetime.ApplicationStopping.Register(ServiceNotice.Stopping);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
