namespace Relay.Core.Handlers.Guarding;

/// <summary>Looks now and then whether a handler that is called on its callers' threads blocks one of them past its deadline.</summary>
internal sealed class CallWatch : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(500);
    private readonly TimeProvider time;
    private readonly ITimer timer;
    private Dictionary<ThreadMark, (int Call, long Since)> seen = [];

    internal CallWatch(TimeProvider time)
    {
        this.time = time;
        timer = time.CreateTimer(static state => ((CallWatch)state!).Look(), this, Period, Period);
    }

    public void Dispose() => timer.Dispose();

    private void Look()
    {
        Dictionary<ThreadMark, (int Call, long Since)> now = [];
        foreach (ThreadMark mark in ThreadMarks.List())
        {
            if (mark.Seen is not ({ } guard, var call))
                continue;
            long since = seen.TryGetValue(mark, out (int Call, long Since) before) && before.Call == call ? before.Since : time.GetTimestamp();
            now.Add(mark, (call, since));
            if (time.GetElapsedTime(since) >= guard.Options.Timeout)
                guard.FoundBlocking();
        }

        seen = now;
    }
}
