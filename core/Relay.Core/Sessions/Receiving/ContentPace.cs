namespace Relay.Core.Sessions.Receiving;

/// <summary>Waits for content, and sees to it that content keeps coming.</summary>
/// <remarks>
/// Each wait may last as long as RFC 5321 §4.5.3.2.5 asks for. Besides, within any such time the client has to send what the least rate asks for, so
/// that pauses cost nothing while a client that sends an octet now and then does not hold a session for hours.
/// </remarks>
internal sealed class ContentPace(SmtpSession session)
{
    private readonly TimeProvider clock = session.Context.Clock;
    private readonly TimeSpan limit = session.Context.Accept.DataTimeout;
    private readonly double quota = session.Context.Accept.DataTimeout.TotalSeconds * session.Context.Accept.MinContentRate;
    private long startedAt = session.Context.Clock.GetTimestamp();
    private long octets;

    /// <summary>Counts what has come.</summary>
    public void Count(int arrived) => octets += arrived;

    /// <summary>Waits for more.</summary>
    /// <returns>False when the client has gone or has been too slow: the session has to end, and nothing of the message was acknowledged.</returns>
    public ValueTask<bool> FillAsync()
    {
        if (NextWait() is { } wait)
            return session.Channel.FillContentAsync(wait);
        session.End(SessionReplies.TimedOut);
        return new ValueTask<bool>(false);
    }

    private TimeSpan? NextWait()
    {
        TimeSpan elapsed = clock.GetElapsedTime(startedAt);
        if (octets < quota)
            return elapsed < limit ? limit - elapsed : null;
        if (elapsed >= limit)
            (startedAt, octets) = (clock.GetTimestamp(), 0);
        return limit;
    }
}
