using Microsoft.Extensions.Logging;
using Relay.Core.Handlers.Guarding;
using Relay.Sdk.Jobs;

namespace Relay.Core.Plugins.Jobs;

/// <summary>Runs one job of a plugin until the plugin stops: at its period, and sooner after a failure.</summary>
internal sealed partial class JobRunner(IJob job, JobOptions options, HandlerGuard guard, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private readonly CancellationTokenSource ending = new();
    private volatile JobRecord record = new();
    private Task running = Task.CompletedTask;
    private string? thrown;

    internal JobRecord Record => record;

    /// <summary>Begins; apart from the caller's flow.</summary>
    internal void Start() => running = Task.Run(() => RunAsync(ending.Token));

    /// <summary>Ends at once: a run under way is told, and left behind when it does not end.</summary>
    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        await running;
        record = record with { NextRun = null };
        ending.Dispose();
    }

    private async Task RunAsync(CancellationToken stopping)
    {
        TimeSpan wait = options.AtStart ? TimeSpan.Zero : options.Every;
        try
        {
            while (true)
            {
                // The clock is set before the record says so.
                DateTimeOffset next = time.GetUtcNow() + wait;
                Task delay = Task.Delay(wait, time, stopping);
                record = record with { NextRun = next };
                await delay;
                record = record with { LastRun = time.GetUtcNow(), NextRun = null };
                wait = Judge(await RunOnceAsync(stopping));
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return;
        }
    }

    /// <summary>Runs the job once, now.</summary>
    /// <returns>Why the run failed; null when it did not.</returns>
    internal async ValueTask<string?> RunOnceAsync(CancellationToken stopping)
    {
        thrown = null;
        CallResult<bool> outcome = await guard.CallAsync(job, this, static (job, its, token) => its.CallAsync(job, token), stopping);
        return outcome.Failure is { } failure
            ? $"{thrown ?? $"did not end within {guard.Options.Timeout.TotalSeconds} s"} (incident {failure.Incident})"
            : null;
    }

    private async ValueTask<bool> CallAsync(IJob job, CancellationToken cancellationToken)
    {
        try
        {
            await job.RunAsync(cancellationToken);
            return true;
        }
        catch (Exception e)
        {
            // The guard logs the whole; the list shows the first line.
            thrown = FlatException.Of(e).Split('\n')[0].TrimEnd();
            throw;
        }
    }

    /// <returns>How long to wait for the next run.</returns>
    private TimeSpan Judge(string? error)
    {
        int failures = error is null ? 0 : record.Failures + 1;
        if (error is null && record.Failures > 0)
            LogRecovered(logger, guard.Identity.Plugin, guard.Identity.Handler, record.Failures);
        record = record with { LastError = error, Failures = failures };
        if (error is null)
            return options.Every;
        // Doubling is bounded before it can overflow.
        TimeSpan retry = options.FirstRetry * Math.Pow(2, Math.Min(failures - 1, 20));
        TimeSpan wait = retry < options.Every ? retry : options.Every;
        LogRetry(logger, guard.Identity.Plugin, guard.Identity.Handler, error, failures, wait.TotalSeconds);
        return wait;
    }

    [LoggerMessage(LogLevel.Warning, "plugin {Plugin}: job {Job} failed: {Problem}; failures in a row: {Failures}; next run in {Seconds} s",
        EventName = "plugins.retry")]
    private static partial void LogRetry(ILogger logger, string plugin, string job, string problem, int failures, double seconds);

    [LoggerMessage(LogLevel.Information, "plugin {Plugin}: job {Job} succeeded after {Failures} failures", EventName = "plugins.recovered")]
    private static partial void LogRecovered(ILogger logger, string plugin, string job, int failures);
}
