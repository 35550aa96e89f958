using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Relay.Core.Handlers.Guarding;
using Relay.Core.Handlers.Tables;
using Relay.Core.Plugins.Jobs;
using Relay.Sdk.Commands;
using Relay.Sdk.Jobs;

namespace Relay.Core.Plugins;

/// <summary>A handler with its options; made when its plugin starts.</summary>
internal sealed class PluginHandler(HandlerRegistration registration, HandlerGuard guard) : IAsyncDisposable
{
    private object? handler;
    private JobRunner? runner;

    internal HandlerGuard Guard => guard;

    internal HandlerRegistration Registration => registration;

    internal void Make(IServiceProvider services) => handler = services.GetRequiredService(registration.Type);

    /// <summary>Makes the handler if it can be made; it will not be called.</summary>
    internal void TryMake(IServiceProvider services)
    {
        try
        {
            Make(services);
        }
        catch (Exception)
        {
            // Its plugin has failed already and the log says why; only its name in the table is lost with it.
            handler = null;
        }
    }

    /// <summary>Begins to run the handler if it is a job.</summary>
    internal void RunJob(TimeProvider time, ILogger logger)
    {
        if (registration.Job is not { } options || handler is not IJob job)
            return;
        runner = new JobRunner(job, options, guard, time, logger);
        runner.Start();
    }

    /// <summary>Runs the handler once as a job, apart from its period.</summary>
    /// <returns>Why the run failed; null when it did not.</returns>
    internal async ValueTask<string?> RunJobOnceAsync(TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
        await using JobRunner once = new((IJob)handler!, registration.Job!, guard, time, logger);
        return await once.RunOnceAsync(cancellationToken);
    }

    /// <summary>Ends the job, if the handler is a job.</summary>
    public ValueTask DisposeAsync() => runner?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>Carries the handler out as a command. Whatever goes wrong is an answer.</summary>
    internal async ValueTask<CommandAnswer> RunCommandAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        CallResult<CommandAnswer> outcome = await guard
            .CallAsync((ICommand)handler!, arguments, static (command, its, token) => command.RunAsync(its, token), cancellationToken);
        return outcome.TryGet(out CommandAnswer? answer, out HandlerFailure? failure) ? answer : CommandAnswer.Failed(failure.Reason);
    }

    internal void AddTo(HandlerTableBuilder table) => registration.Add(table, handler, guard);

    internal HandlerRecord ToRecord() => new()
    {
        Name = guard.Identity.Handler,
        Kind = guard.Identity.Kind,
        Order = guard.Options.Order,
        Timeout = guard.Options.Timeout,
        OnError = guard.Options.OnError,
        Calls = guard.Counters.Calls,
        Errors = guard.Counters.Errors,
        Dropped = guard.Counters.Dropped,
        Time = guard.Counters.Time,
        BreakerOpen = guard.IsBreakerOpen,
        Job = registration.Job is null ? null : runner?.Record ?? new JobRecord(),
    };
}
