namespace Relay.Core.Handlers.Guarding;

/// <summary>The token that a handler gets, and the timer that ends the wait for it, which is armed only when the handler does not answer at
/// once.</summary>
/// <remarks>They are two sources: the timer ends the wait and runs nothing of the handler's, and then the handler is told.</remarks>
internal sealed class Deadline
{
    private readonly CancellationTokenSource wait;
    private readonly CancellationTokenSource handed;
    private CancellationTokenRegistration session;

    internal Deadline(TimeProvider time)
    {
        // A source made without a delay makes its timer when it is first armed, and most are never armed.
        CancellationTokenSource armed = time == TimeProvider.System ? new() : new(Timeout.InfiniteTimeSpan, time);
        (wait, handed) = (armed, new CancellationTokenSource());
    }

    /// <summary>The handler's.</summary>
    internal CancellationToken Token => handed.Token;

    /// <summary>Fires at the deadline or with the caller's token. The relay's own.</summary>
    internal CancellationToken Wait => wait.Token;

    /// <summary>Starts the clock, and ends with the caller's token too.</summary>
    internal void Arm(TimeSpan timeout, CancellationToken cancellationToken)
    {
        session = cancellationToken.UnsafeRegister(static state => ((Deadline)state!).wait.Cancel(), this);
        wait.CancelAfter(timeout);
    }

    /// <summary>Tells the handler that the relay no longer waits.</summary>
    /// <returns>What it hung on its token, running on other threads.</returns>
    internal Task TellAsync() => handed.CancelAsync();

    /// <summary>Makes the deadline ready for another call.</summary>
    /// <returns>False when it has fired or may still fire: then a handler may hold its token, and it is never used again.</returns>
    internal bool TryReset()
    {
        session.Dispose();
        session = default;
        return wait.TryReset() && handed.TryReset();
    }
}
