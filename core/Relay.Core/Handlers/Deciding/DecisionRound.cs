using System.Runtime.CompilerServices;
using Relay.Core.Handlers.Guarding;

namespace Relay.Core.Handlers.Deciding;

/// <summary>Asks the handlers of one moment in order until one objects.</summary>
/// <remarks>Handlers that answer at once are asked in a plain loop without allocation; the first that does not moves the round into an async
/// method.</remarks>
internal sealed class DecisionRound(DeadlinePool deadlines)
{
    /// <summary>Asks; there is at least one handler.</summary>
    internal ValueTask<TVerdict> AskAsync<TMoment, TVerdict>(DecisionSlot<TMoment, TVerdict>[] slots, TMoment moment,
        CancellationToken cancellationToken)
        where TVerdict : class => AskFromAsync(slots, 0, moment, cancellationToken);

    private ValueTask<TVerdict> AskFromAsync<TMoment, TVerdict>(DecisionSlot<TMoment, TVerdict>[] slots, int first, TMoment moment,
        CancellationToken cancellationToken)
        where TVerdict : class
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<TVerdict>(cancellationToken);
        ExecutionContext? context = ExecutionContext.Capture();
        Deadline deadline = deadlines.Rent();
        int cell = ProcessorCell.Current;
        TVerdict verdict;
        int i = first;
        do
        {
            DecisionSlot<TMoment, TVerdict> slot = slots[i];
            HandlerGuard guard = slot.Guard;
            if (!guard.MayCall(out HandlerFailure? refusal))
            {
                verdict = slot.OfFailure(refusal!);
                continue;
            }

            long started = guard.Counters.Begin(cell);
            try
            {
                ValueTask<TVerdict> pending = guard.Threading.IsTrusted
                    ? AskHere(slot, moment, deadline.Token)
                    : new ValueTask<TVerdict>(guard.Threading.CallOffThreadAsync(slot, moment,
                        static (its, asked, token) => its.AskAsync(asked, token), deadline.Token));
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
                verdict = slot.OfFailure(guard.Fail(thrown));
                continue;
            }

            verdict = Check(slot, verdict);
        }
        while (slots[i].IsContinue(verdict) && ++i < slots.Length);

        Restore(context);
        deadlines.Return(deadline);
        return new ValueTask<TVerdict>(i == slots.Length ? verdict : slots[i].Attribute(verdict));
    }

    // Not by a delegate, which would cost as much again.
    private static ValueTask<TVerdict> AskHere<TMoment, TVerdict>(DecisionSlot<TMoment, TVerdict> slot, TMoment moment,
        CancellationToken cancellationToken)
        where TVerdict : class
    {
        ThreadMark mark = ThreadMark.OfThisThread;
        HandlerGuard? outer = mark.Enter(slot.Guard);
        try
        {
            return slot.AskAsync(moment, cancellationToken);
        }
        finally
        {
            mark.Leave(outer);
        }
    }

    private async ValueTask<TVerdict> AwaitFromAsync<TMoment, TVerdict>(
        DecisionSlot<TMoment, TVerdict>[] slots,
        int index,
        ValueTask<TVerdict> pending,
        TMoment moment,
        Deadline deadline,
        long started,
        CancellationToken cancellationToken)
        where TVerdict : class
    {
        DecisionSlot<TMoment, TVerdict> slot = slots[index];
        CallResult<TVerdict> outcome = await slot.Guard.CompleteAsync(pending, deadline, started, cancellationToken);
        TVerdict verdict = outcome.TryGet(out TVerdict? given, out HandlerFailure? failure) ? Check(slot, given) : slot.OfFailure(failure);
        if (!slot.IsContinue(verdict))
            return slot.Attribute(verdict);
        if (index + 1 == slots.Length)
            return verdict;
        return await AskFromAsync(slots, index + 1, moment, cancellationToken);
    }

    private static TVerdict Check<TMoment, TVerdict>(DecisionSlot<TMoment, TVerdict> slot, TVerdict? verdict)
        where TVerdict : class
    {
        if (verdict is null)
            return slot.OfFailure(slot.Guard.FailWithoutAnswer());
        slot.Guard.Succeed();
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
