namespace Relay.Sdk.Authentication;

/// <summary>The outcome of a password check. Closed: one of the nested records.</summary>
public abstract record AuthenticationResult
{
    private AuthenticationResult()
    {
    }

    /// <summary>The credentials are right.</summary>
    /// <param name="User">The identity that the session gets.</param>
    public sealed record Accepted(string User) : AuthenticationResult;

    /// <summary>The user is known here and the password is wrong: 535.</summary>
    public sealed record Denied : AuthenticationResult;

    /// <summary>The user is not known here; the next authenticator is asked.</summary>
    public sealed record Unknown : AuthenticationResult;

    /// <summary>Nobody can say now: 454.</summary>
    /// <param name="Reason">For the log.</param>
    public sealed record Unavailable(string Reason) : AuthenticationResult;
}
