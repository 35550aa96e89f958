namespace Relay.Core.Events;

/// <summary>The token that a handler gets, and the timer behind it, which is armed only when the handler does not answer at once.</summary>
internal sealed class Deadline
{
    private readonly CancellationTokenSource source;
    private CancellationTokenRegistration session;

    internal Deadline(TimeProvider time) =>
        // A source made without a delay makes its timer when it is first armed, and most are never armed.
        source = time == TimeProvider.System ? new CancellationTokenSource() : new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);

    internal CancellationToken Token => source.Token;

    /// <summary>Starts the clock, and ends with the caller's token too.</summary>
    internal void Arm(TimeSpan timeout, CancellationToken cancellationToken)
    {
        session = cancellationToken.UnsafeRegister(static state => ((Deadline)state!).source.Cancel(), this);
        source.CancelAfter(timeout);
    }

    /// <summary>Makes the deadline ready for another call.</summary>
    /// <returns>False when it has fired or may still fire: then a handler may hold its token, and it is never used again.</returns>
    internal bool TryReset()
    {
        session.Dispose();
        session = default;
        return source.TryReset();
    }
}
