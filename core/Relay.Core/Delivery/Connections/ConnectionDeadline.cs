namespace Relay.Core.Delivery.Connections;

/// <summary>One deadline after another on one timer: arming costs a clock reading, and the timer runs only when nothing was disarmed in
/// time.</summary>
/// <remarks>Armed and disarmed by one caller at a time; the callback runs on the timer's thread, once.</remarks>
internal sealed class ConnectionDeadline : IDisposable
{
    // The longest time that a timer takes.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(49);

    private readonly Lock gate = new();
    private readonly TimeProvider time;
    private readonly Action onExpired;
    private readonly ITimer timer;
    private long due = long.MaxValue;
    private long scheduled = long.MaxValue;

    public ConnectionDeadline(TimeProvider time, Action onExpired)
    {
        (this.time, this.onExpired) = (time, onExpired);
        timer = time.CreateTimer(static state => ((ConnectionDeadline)state!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Whether a deadline has passed while armed.</summary>
    public bool HasExpired { get; private set; }

    /// <summary>Sets the deadline, in place of any before.</summary>
    public void Arm(TimeSpan limit)
    {
        if (limit > Longest)
            limit = Longest;
        lock (gate)
        {
            due = time.GetTimestamp() + (long)(limit.TotalSeconds * time.TimestampFrequency);
            if (due >= scheduled)
                return;
            scheduled = due;
            timer.Change(limit, Timeout.InfiniteTimeSpan);
        }
    }

    public void Disarm()
    {
        lock (gate)
            due = long.MaxValue;
    }

    public void Dispose() => timer.Dispose();

    private void OnTimer()
    {
        lock (gate)
        {
            scheduled = long.MaxValue;
            if (due == long.MaxValue)
                return;
            TimeSpan rest = time.GetElapsedTime(time.GetTimestamp(), due);
            if (rest > TimeSpan.Zero)
            {
                scheduled = due;
                timer.Change(rest, Timeout.InfiniteTimeSpan);
                return;
            }

            HasExpired = true;
        }

        onExpired();
    }
}
