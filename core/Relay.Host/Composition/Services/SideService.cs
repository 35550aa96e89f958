using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Relay.Host.Composition.Services;

/// <summary>Something that runs beside the mail until the relay stops. When it fails, the log says so and mail goes on.</summary>
internal abstract partial class SideService(ILogger logger) : BackgroundService
{
    /// <summary>Runs until the token fires.</summary>
    protected abstract Task RunAsync(CancellationToken stopping);

    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await RunAsync(stoppingToken);
        }
        catch (Exception e)
        {
            if (!stoppingToken.IsCancellationRequested)
                LogFailed(logger, GetType().Name, e);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Service} has failed and does not run any more; mail goes on", EventName = "relay.failed")]
    private static partial void LogFailed(ILogger logger, string service, Exception e);
}
