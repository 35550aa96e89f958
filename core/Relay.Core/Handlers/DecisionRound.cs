using System.Runtime.CompilerServices;
using Relay.Sdk.Events;

namespace Relay.Core.Handlers;

/// <summary>Asks the handlers of one moment in order until one objects.</summary>
/// <remarks>Handlers that answer at once are asked in a plain loop without allocation; the first that does not moves the round into an async method.</remarks>
internal sealed class DecisionRound(DeadlinePool deadlines)
{
    internal ValueTask<Verdict> AskAsync<TMoment>(DecisionSlot<TMoment>[] slots, TMoment moment, CancellationToken cancellationToken)
        where TMoment : Moment => AskFromAsync(slots, 0, moment, cancellationToken);

    private ValueTask<Verdict> AskFromAsync<TMoment>(DecisionSlot<TMoment>[] slots, int first, TMoment moment, CancellationToken cancellationToken)
        where TMoment : Moment
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<Verdict>(cancellationToken);
        ExecutionContext? context = ExecutionContext.Capture();
        Deadline deadline = deadlines.Rent();
        int cell = HandlerCounters.CurrentCell();
        Verdict verdict = Verdict.Continue;
        for (int i = first; i < slots.Length; i++)
        {
            HandlerGuard guard = slots[i].Guard;
            if (!guard.MayCall(out HandlerFailure? refusal))
            {
                verdict = FailureVerdict.Of<TMoment>(refusal!);
            }
            else
            {
                long started = guard.Counters.Begin(cell);
                try
                {
                    ValueTask<Verdict> pending = guard.Place.IsTrusted
                        ? DecideHere(slots[i], moment, deadline.Token)
                        : new ValueTask<Verdict>(guard.Place.CallApartAsync(slots[i].Handler, moment, static (handler, its, token) => handler.DecideAsync(its, token), deadline.Token));
                    if (!pending.IsCompletedSuccessfully)
                    {
                        Restore(context);
                        return AwaitFromAsync(slots, i, pending, moment, deadline, started, cancellationToken);
                    }

                    verdict = pending.Result;
                    guard.Counters.EndAtOnce(started);
                }
                catch (Exception thrown)
                {
                    verdict = FailureVerdict.Of<TMoment>(guard.Fail(thrown));
                    if (verdict is not Verdict.Continued)
                        break;
                    continue;
                }

                verdict = Check<TMoment>(guard, verdict);
            }

            if (verdict is not Verdict.Continued)
                break;
        }

        Restore(context);
        deadlines.Return(deadline);
        return new ValueTask<Verdict>(verdict);
    }

    // Not by a delegate, which would cost as much again.
    private static ValueTask<Verdict> DecideHere<TMoment>(DecisionSlot<TMoment> slot, TMoment moment, CancellationToken cancellationToken)
        where TMoment : Moment
    {
        ThreadMark mark = ThreadMark.OfThisThread;
        HandlerGuard? outer = mark.Enter(slot.Guard);
        try
        {
            return slot.Handler.DecideAsync(moment, cancellationToken);
        }
        finally
        {
            mark.Leave(outer);
        }
    }

    private async ValueTask<Verdict> AwaitFromAsync<TMoment>(
        DecisionSlot<TMoment>[] slots,
        int index,
        ValueTask<Verdict> pending,
        TMoment moment,
        Deadline deadline,
        long started,
        CancellationToken cancellationToken)
        where TMoment : Moment
    {
        HandlerGuard guard = slots[index].Guard;
        Outcome<Verdict> outcome = await guard.CompleteAsync(pending, deadline, started, cancellationToken).ConfigureAwait(false);
        Verdict verdict = outcome.TryGet(out Verdict? given, out HandlerFailure? failure) ? Check<TMoment>(guard, given) : FailureVerdict.Of<TMoment>(failure);
        if (verdict is not Verdict.Continued || index + 1 == slots.Length)
            return verdict;
        return await AskFromAsync(slots, index + 1, moment, cancellationToken).ConfigureAwait(false);
    }

    private static Verdict Check<TMoment>(HandlerGuard guard, Verdict? verdict)
        where TMoment : Moment
    {
        if (verdict is null)
            return FailureVerdict.Of<TMoment>(guard.FailWithoutAnswer());
        if (verdict is not Verdict.Continued && !FailureVerdict.Takes<TMoment>(verdict))
            return FailureVerdict.Of<TMoment>(guard.FailWrongAnswer(verdict.GetType().Name));
        guard.Succeed();
        return verdict;
    }

    // What a handler that answers at once leaves in AsyncLocals would stay with the session.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Restore(ExecutionContext? context)
    {
        if (context is not null && !ReferenceEquals(ExecutionContext.Capture(), context))
            ExecutionContext.Restore(context);
    }
}
