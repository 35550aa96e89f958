namespace Relay.Core.Handlers;

/// <summary>Which handler runs on a thread now, for the one who watches. Two writes a call, and no clock.</summary>
internal sealed class ThreadMark
{
    [ThreadStatic]
    private static ThreadMark? own;

    private volatile HandlerGuard? running;
    private int calls;

    private ThreadMark()
    {
    }

    /// <summary>The mark of the thread that asks.</summary>
    internal static ThreadMark OfThisThread => own ?? Make();

    /// <summary>The handler that runs, and a number that is another for each call.</summary>
    internal (HandlerGuard? Running, int Call) Seen => (running, Volatile.Read(ref calls));

    /// <returns>The handler that ran before, to be given back to <see cref="Leave"/>: one may call another's.</returns>
    internal HandlerGuard? Enter(HandlerGuard guard)
    {
        HandlerGuard? outer = running;
        calls++;
        running = guard;
        return outer;
    }

    internal void Leave(HandlerGuard? outer) => running = outer;

    private static ThreadMark Make()
    {
        own = new ThreadMark();
        ThreadMarks.Add(own);
        return own;
    }
}
