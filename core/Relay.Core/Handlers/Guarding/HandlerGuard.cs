using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Relay.Core.Metering;
using Relay.Sdk.Plugins;

namespace Relay.Core.Handlers.Guarding;

/// <summary>Stands before one handler: deadline, breaker, counters, and what a failure means.</summary>
internal sealed partial class HandlerGuard(
    HandlerIdentity identity, HandlerCallOptions options, PluginSwitch plugin, HandlerThreading threading, DeadlinePool deadlines, TimeProvider time,
    ILogger logger)
{
    private readonly Breaker breaker = new(options.Breaker, time);
    private volatile string lastIncident = "";

    internal HandlerIdentity Identity => identity;

    internal HandlerCallOptions Options => options;

    internal TimeProvider Time => time;

    internal HandlerThreading Threading => threading;

    internal HandlerCounters Counters { get; } = new();

    internal bool IsBreakerOpen => !breaker.IsClosed;

    /// <summary>Whether the handler may be called now; when not, the failure to answer with.</summary>
    internal bool MayCall(out HandlerFailure? refusal)
    {
        refusal = null;
        if (plugin.SuspendedBy is { } incident)
            refusal = new HandlerFailure(incident, identity, options.OnError);
        else if (!breaker.IsClosed && !breaker.TryEnter())
            refusal = new HandlerFailure(lastIncident, identity, options.OnError);
        return refusal is null;
    }

    /// <summary>Calls the handler under all its options.</summary>
    /// <param name="handler">The handler.</param>
    /// <param name="question">What it is asked.</param>
    /// <param name="call">Asks it.</param>
    /// <param name="cancellationToken">The caller's.</param>
    /// <exception cref="OperationCanceledException">The caller's token fired.</exception>
    internal ValueTask<CallResult<TAnswer>> CallAsync<THandler, TQuestion, TAnswer>(
        THandler handler, TQuestion question, Func<THandler, TQuestion, CancellationToken, ValueTask<TAnswer>> call,
        CancellationToken cancellationToken) =>
        CallAsync(handler, question, call, null, cancellationToken);

    /// <summary>The same for an answer that may be incomplete although its type is right.</summary>
    /// <param name="handler">The handler.</param>
    /// <param name="question">What it is asked.</param>
    /// <param name="call">Asks it.</param>
    /// <param name="fault">What is wrong with an answer, in a word for the log; null when it can stand. Null where factories check the
    /// answer.</param>
    /// <param name="cancellationToken">The caller's.</param>
    /// <exception cref="OperationCanceledException">The caller's token fired.</exception>
    internal async ValueTask<CallResult<TAnswer>> CallAsync<THandler, TQuestion, TAnswer>(
        THandler handler,
        TQuestion question,
        Func<THandler, TQuestion, CancellationToken, ValueTask<TAnswer>> call,
        Func<TAnswer, string?>? fault,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!MayCall(out HandlerFailure? refusal))
            return new CallResult<TAnswer>(refusal!);
        Deadline deadline = deadlines.Rent();
        long started = Counters.Begin(ProcessorCell.Current);
        ValueTask<TAnswer> pending;
        try
        {
            pending = threading.IsTrusted
                ? CallHere(handler, question, call, deadline.Token)
                : new ValueTask<TAnswer>(threading.CallOffThreadAsync(handler, question, call, deadline.Token));
        }
        catch (Exception thrown)
        {
            deadlines.Return(deadline);
            return new CallResult<TAnswer>(Fail(thrown));
        }

        CallResult<TAnswer> outcome = pending.IsCompletedSuccessfully
            ? AnswerAtOnce(pending.Result, deadline, started)
            : await CompleteAsync(pending, deadline, started, cancellationToken);
        return outcome.TryGet(out TAnswer? answer, out _) ? Judge(answer, fault) : outcome;
    }

    /// <summary>Calls the handler on this thread, and marks it.</summary>
    internal ValueTask<TAnswer> CallHere<THandler, TQuestion, TAnswer>(
        THandler handler, TQuestion question, Func<THandler, TQuestion, CancellationToken, ValueTask<TAnswer>> call,
        CancellationToken cancellationToken)
    {
        ThreadMark mark = ThreadMark.OfThisThread;
        HandlerGuard? outer = mark.Enter(this);
        try
        {
            return call(handler, question, cancellationToken);
        }
        finally
        {
            mark.Leave(outer);
        }
    }

    /// <summary>The handler blocks the thread of a caller. This caller waits for as long as it blocks; the next calls run on other threads.</summary>
    internal void FoundBlocking()
    {
        if (!threading.Distrust())
            return;
        string incident = Incident.NewId();
        LogBlocks(logger, identity.Plugin, identity.Handler, identity.Kind, incident, options.Timeout.TotalMilliseconds);
        Record(incident);
    }

    /// <summary>Waits for an answer that was not given at once, at most until the deadline; a handler that ignores its token is left
    /// behind.</summary>
    /// <returns>The answer, still to be judged, and null if it gave that; or the failure.</returns>
    internal async ValueTask<CallResult<TAnswer>> CompleteAsync<TAnswer>(ValueTask<TAnswer> pending, Deadline deadline, long started,
        CancellationToken cancellationToken)
    {
        if (started == 0)
            started = Stopwatch.GetTimestamp();
        Task<TAnswer> task = pending.AsTask();
        try
        {
            deadline.Arm(options.Timeout, cancellationToken);
            return new CallResult<TAnswer>(await task.WaitAsync(deadline.Wait));
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            // The session ended, which is no failure. The handler may still run, so its end is watched as well.
            LeaveBehind(task, deadline);
            throw new OperationCanceledException(cancellationToken);
        }
        catch (OperationCanceledException) when (deadline.Wait.IsCancellationRequested)
        {
            LeaveBehind(task, deadline);
            return new CallResult<TAnswer>(FailLate());
        }
        catch (Exception thrown)
        {
            return new CallResult<TAnswer>(Fail(thrown));
        }
        finally
        {
            Counters.EndLater(started);
            deadlines.Return(deadline);
        }
    }

    /// <summary>Records a valid answer.</summary>
    internal void Succeed()
    {
        if (!breaker.IsClosed && breaker.Succeed())
            LogBreakerClosed(logger, identity.Plugin, identity.Handler);
    }

    /// <summary>Says that live notices were dropped.</summary>
    internal void TellDropped(long count, int limit) => LogDropped(logger, identity.Plugin, identity.Handler, count, limit);

    internal HandlerFailure Fail(Exception thrown)
    {
        string incident = Incident.NewId();
        LogThrew(logger, identity.Plugin, identity.Handler, identity.Kind, incident, options.OnError, FlatException.Of(thrown));
        return Record(incident);
    }

    internal HandlerFailure FailLate()
    {
        string incident = Incident.NewId();
        LogLate(logger, identity.Plugin, identity.Handler, identity.Kind, incident, options.OnError, options.Timeout.TotalMilliseconds);
        return Record(incident);
    }

    /// <summary>An answer that cannot stand here counts as a failure.</summary>
    internal HandlerFailure FailWrongAnswer(string answer)
    {
        string incident = Incident.NewId();
        LogWrongAnswer(logger, identity.Plugin, identity.Handler, identity.Kind, incident, options.OnError, answer);
        return Record(incident);
    }

    internal HandlerFailure FailWithoutAnswer() => FailWrongAnswer("null");

    private CallResult<TAnswer> AnswerAtOnce<TAnswer>(TAnswer answer, Deadline deadline, long started)
    {
        Counters.EndAtOnce(started);
        deadlines.Return(deadline);
        return new CallResult<TAnswer>(answer);
    }

    // Only an answer that can stand is a success: half an answer must not close the breaker.
    private CallResult<TAnswer> Judge<TAnswer>(TAnswer? answer, Func<TAnswer, string?>? fault)
    {
        if (answer is null)
            return new CallResult<TAnswer>(FailWithoutAnswer());
        if (fault?.Invoke(answer) is { } wrong)
            return new CallResult<TAnswer>(FailWrongAnswer(wrong));
        Succeed();
        return new CallResult<TAnswer>(answer);
    }

    private HandlerFailure Record(string incident)
    {
        Counters.CountError();
        RelayMeter.PluginFailures.Add(1, KeyValuePair.Create<string, object?>("plugin", identity.Plugin),
            KeyValuePair.Create<string, object?>("handler", identity.Handler));
        lastIncident = incident;
        if (breaker.Fail())
            LogBreakerOpen(logger, identity.Plugin, identity.Handler, options.Breaker.Failures, options.Breaker.Window.TotalSeconds,
                options.Breaker.Open.TotalSeconds);
        if (options.OnError == FailurePolicy.Suspend && plugin.Suspend(incident))
            LogSuspended(logger, identity.Plugin, identity.Handler, incident);
        return new HandlerFailure(incident, identity, options.OnError);
    }
}
