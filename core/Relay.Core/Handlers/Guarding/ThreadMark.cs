namespace Relay.Core.Handlers.Guarding;

/// <summary>Records the handler that runs on a thread, so that <see cref="CallWatch"/> can find a handler that blocks. Costs two writes a call, and
/// no clock.</summary>
internal sealed class ThreadMark
{
    [ThreadStatic]
    private static ThreadMark? own;

    private volatile HandlerGuard? running;
    private int calls;

    private ThreadMark()
    {
    }

    /// <summary>The mark of the current thread.</summary>
    internal static ThreadMark OfThisThread => own ?? Make();

    /// <summary>The handler that runs, and a number that changes with each call.</summary>
    internal (HandlerGuard? Running, int Call) Seen => (running, Volatile.Read(ref calls));

    /// <returns>The handler that ran before, to be given back to <see cref="Leave"/>: a handler may ask a lookup of another plugin.</returns>
    internal HandlerGuard? Enter(HandlerGuard guard)
    {
        HandlerGuard? outer = running;
        calls++;
        running = guard;
        return outer;
    }

    /// <summary>Ends the mark, and clears what a handler may have left on the thread: what awaits next would go on where a plugin's context wants it,
    /// or never.</summary>
    internal void Leave(HandlerGuard? outer)
    {
        running = outer;
        if (SynchronizationContext.Current is not null)
            SynchronizationContext.SetSynchronizationContext(null);
    }

    private static ThreadMark Make()
    {
        own = new ThreadMark();
        ThreadMarks.Add(own);
        return own;
    }
}
