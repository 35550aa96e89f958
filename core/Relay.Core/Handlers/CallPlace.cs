namespace Relay.Core.Handlers;

/// <summary>Where one handler is called: on a few threads of its own until it has shown that it does not block, then on its caller's, which costs nothing.</summary>
/// <remarks>
/// A thread that is blocked can be neither stopped nor taken back. On a thread of its own the handler blocks nobody else, and its deadline holds; but the way
/// there and back costs some microseconds, so one that always returns at once is spared it. Blocking later, it loses its place again: see <see cref="ThreadMarks"/>.
/// </remarks>
internal sealed class CallPlace
{
    /// <summary>How many calls in a row have to be prompt.</summary>
    internal const int Trial = 1000;

    private static readonly TimeSpan Prompt = TimeSpan.FromMilliseconds(5);
    private readonly CallThreads threads = new(16);
    private int promptCalls;
    private volatile bool isTrusted;

    /// <summary>Whether the handler is called on its caller's thread.</summary>
    internal bool IsTrusted => isTrusted;

    /// <summary>A place that needs no trial, for what is known not to block.</summary>
    internal static CallPlace Trusted() => new() { isTrusted = true };

    /// <summary>Calls the handler on another thread; the task has its answer or what it threw.</summary>
    internal Task<TAnswer> CallApartAsync<THandler, TQuestion, TAnswer>(
        THandler handler, TQuestion question, Func<THandler, TQuestion, CancellationToken, ValueTask<TAnswer>> call, CancellationToken cancellationToken)
    {
        ApartCall<THandler, TQuestion, TAnswer> apart = new(this, handler, question, call, cancellationToken);
        threads.Run(apart);
        return apart.Task;
    }

    /// <summary>Hears how long a call held its thread; what it awaited afterwards does not count.</summary>
    internal void Record(TimeSpan held)
    {
        if (held > Prompt)
            Interlocked.Exchange(ref promptCalls, 0);
        else if (Interlocked.Increment(ref promptCalls) >= Trial)
            isTrusted = true;
    }

    /// <summary>Takes the handler off its callers' threads; another trial begins.</summary>
    /// <returns>False when it was not there.</returns>
    internal bool Distrust()
    {
        Interlocked.Exchange(ref promptCalls, 0);
        bool was = isTrusted;
        isTrusted = false;
        return was;
    }
}
