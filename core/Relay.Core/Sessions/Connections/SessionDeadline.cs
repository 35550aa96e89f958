using Relay.Core.Handlers.Guarding;

namespace Relay.Core.Sessions.Connections;

/// <summary>The deadlines of one session, kept as plain numbers that the server's timer looks at once a second: no timer per wait.</summary>
/// <remarks>When one has passed, or the server stops, the token fires; the session is over then, whatever it was waiting for.</remarks>
internal sealed class SessionDeadline : IDisposable
{
    private readonly TimeProvider clock;
    private readonly CancellationTokenSource ending = new();
    private readonly long sessionEndsAt;
    private long waitEndsAt = long.MaxValue;
    private int end;
    private volatile bool stopping;
    private int idle;

    public SessionDeadline(TimeProvider clock, TimeSpan sessionTimeout)
    {
        this.clock = clock;
        sessionEndsAt = At(sessionTimeout);
        Token = ending.Token;
    }

    /// <summary>Fires at the end.</summary>
    public CancellationToken Token { get; }

    /// <summary>Why the token fired.</summary>
    public SessionEnd End => (SessionEnd)Volatile.Read(ref end);

    /// <summary>The server stops: the session ends before its next wait for a command.</summary>
    public bool IsStopping => stopping;

    /// <summary>A wait for the client begins.</summary>
    public void Expect(TimeSpan timeout) => Volatile.Write(ref waitEndsAt, At(timeout));

    /// <summary>The wait is over.</summary>
    public void Clear() => Volatile.Write(ref waitEndsAt, long.MaxValue);

    /// <summary>A wait for a command begins, during which a stop may cut in.</summary>
    /// <returns>False when the server is stopping already.</returns>
    public bool EnterIdle()
    {
        Interlocked.Exchange(ref idle, 1);
        return !stopping;
    }

    /// <summary>The wait for a command is over.</summary>
    public void LeaveIdle() => Volatile.Write(ref idle, 0);

    /// <summary>Looks whether a deadline has passed.</summary>
    public void Check(long now)
    {
        if (now >= Volatile.Read(ref waitEndsAt))
            Fire(SessionEnd.CommandTimeout);
        else if (now >= sessionEndsAt)
            Fire(SessionEnd.SessionTimeout);
    }

    /// <summary>Ends the session when it is idle, or lets it finish what it is doing.</summary>
    public void Stop()
    {
        stopping = true;
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref idle) == 1)
            Fire(SessionEnd.Stopping);
    }

    /// <summary>Ends the session now.</summary>
    public void Abort() => Fire(SessionEnd.Aborted);

    public void Dispose() => ending.Dispose();

    private void Fire(SessionEnd reason)
    {
        if (Interlocked.CompareExchange(ref end, (int)reason, (int)SessionEnd.None) != (int)SessionEnd.None)
            return;
        try
        {
            // Apart: this is a timer's thread or the stop of all sessions, and a plugin's spool store may have hung something on the token.
            ending.CancelOffThread();
        }
        catch (ObjectDisposedException)
        {
            // The session ended by itself at this very moment.
            return;
        }
    }

    private long At(TimeSpan timeout) => clock.GetTimestamp() + (long)(timeout.TotalSeconds * clock.TimestampFrequency);
}
