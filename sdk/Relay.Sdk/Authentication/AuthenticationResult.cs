using Relay.Sdk.Events;

namespace Relay.Sdk.Authentication;

/// <summary>The outcome of a password check. Closed: one of the nested records, made by the factories here.</summary>
public abstract record AuthenticationResult
{
    private AuthenticationResult()
    {
    }

    /// <summary>The user is known here and the password is wrong: 535.</summary>
    public static AuthenticationResult Deny { get; } = new Denied();

    /// <summary>The user is not known here; the next authenticator is asked.</summary>
    public static AuthenticationResult NotKnown { get; } = new Unknown();

    /// <summary>The credentials are right.</summary>
    /// <param name="user">The identity that the session gets, and that Received fields and log lines show: not blank, no control characters, 1000
    /// octets of UTF-8 at most.</param>
    /// <exception cref="ArgumentException">The identity is not valid.</exception>
    public static AuthenticationResult Accept(string user) => new Accepted(UserText.Of(user));

    /// <summary>There is no answer for now: 454.</summary>
    /// <param name="reason">For the log; control characters become spaces.</param>
    /// <exception cref="ArgumentException">There is no reason.</exception>
    public static AuthenticationResult NotNow(string reason) => new Unavailable(ReasonText.Of(reason));

    // A record's copy constructor is protected, so a private constructor does not close it; a member that no other assembly can override does.
    private protected abstract void Close();

    /// <summary>The credentials are right.</summary>
    public sealed record Accepted : AuthenticationResult
    {
        internal Accepted(string user) => User = user;

        /// <summary>The identity that the session gets.</summary>
        public string User { get; }

        private protected override void Close()
        {
        }
    }

    /// <summary>The password is wrong.</summary>
    public sealed record Denied : AuthenticationResult
    {
        internal Denied()
        {
        }

        private protected override void Close()
        {
        }
    }

    /// <summary>The user is not known here.</summary>
    public sealed record Unknown : AuthenticationResult
    {
        internal Unknown()
        {
        }

        private protected override void Close()
        {
        }
    }

    /// <summary>There is no answer for now.</summary>
    public sealed record Unavailable : AuthenticationResult
    {
        internal Unavailable(string reason) => Reason = reason;

        /// <summary>One line, not blank.</summary>
        public string Reason { get; }

        private protected override void Close()
        {
        }
    }
}
