namespace Relay.Core.Handlers.Guarding;

/// <summary>Chooses the thread on which a handler is called: one of a few threads of its own until the handler has shown that it does not block, then
/// its caller's.</summary>
/// <remarks>
/// Nothing can stop a blocked thread or take it back. On its own threads a handler that blocks holds up no other work, and its deadline holds. The
/// way to another thread and back costs some microseconds, so a handler that has always returned at once is called directly. If it blocks later, it
/// is called on its own threads again: see <see cref="ThreadMarks"/>.
/// </remarks>
internal sealed class HandlerThreading
{
    /// <summary>How many calls in a row have to be prompt.</summary>
    internal const int Trial = 1000;

    private static readonly TimeSpan Prompt = TimeSpan.FromMilliseconds(5);
    private readonly CallThreads threads = new(16);
    private int promptCalls;
    private volatile bool isTrusted;

    /// <summary>Whether the handler is called on its caller's thread.</summary>
    internal bool IsTrusted => isTrusted;

    /// <summary>For a handler that is known not to block: no trial.</summary>
    internal static HandlerThreading Trusted() => new() { isTrusted = true };

    /// <summary>Calls the handler on another thread; the task has its answer or what it threw.</summary>
    internal Task<TAnswer> CallOffThreadAsync<THandler, TQuestion, TAnswer>(
        THandler handler, TQuestion question, Func<THandler, TQuestion, CancellationToken, ValueTask<TAnswer>> call,
        CancellationToken cancellationToken)
    {
        OffThreadCall<THandler, TQuestion, TAnswer> offThread = new(this, handler, question, call, cancellationToken);
        threads.Run(offThread);
        return offThread.Task;
    }

    /// <summary>Takes note of how long a call held its thread. What it awaited afterwards does not count.</summary>
    internal void Record(TimeSpan held)
    {
        if (held > Prompt)
            Interlocked.Exchange(ref promptCalls, 0);
        else if (Interlocked.Increment(ref promptCalls) >= Trial)
            isTrusted = true;
    }

    /// <summary>Takes the handler off its callers' threads; another trial begins.</summary>
    /// <returns>False when it was not on them.</returns>
    internal bool Distrust()
    {
        Interlocked.Exchange(ref promptCalls, 0);
        bool was = isTrusted;
        isTrusted = false;
        return was;
    }
}
