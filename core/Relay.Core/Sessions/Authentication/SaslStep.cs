namespace Relay.Core.Sessions.Authentication;

/// <summary>What follows in an AUTH exchange. Closed: one of the nested records; all but <see cref="Challenge"/> end it.</summary>
public abstract record SaslStep
{
    private SaslStep()
    {
    }

    /// <summary>334 with these octets in base64; may be empty.</summary>
    public sealed record Challenge(ReadOnlyMemory<byte> Octets) : SaslStep;

    /// <summary>235 2.7.0. The session is this user's.</summary>
    public sealed record Success(string User) : SaslStep;

    /// <summary>535 5.7.8, with the same words for every reason.</summary>
    /// <param name="Reason">For the log; holds no password.</param>
    /// <param name="User">The user that tried; null when the exchange did not get so far.</param>
    public sealed record Failure(string Reason, string? User = null) : SaslStep;

    /// <summary>454 4.7.0: no authenticator can answer now.</summary>
    /// <param name="Reason">For the log.</param>
    public sealed record Unavailable(string Reason) : SaslStep;
}
