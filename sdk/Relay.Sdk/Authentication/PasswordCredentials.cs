namespace Relay.Sdk.Authentication;

/// <summary>What a client gave with AUTH PLAIN or LOGIN.</summary>
/// <param name="User">The authentication identity (RFC 4616 §2), prepared: spaces and invisible characters as SASLprep has them (RFC 4013 §2.1);
/// never empty, no control characters.</param>
/// <param name="Password">The password, prepared likewise; not written by <see cref="ToString"/>.</param>
/// <param name="RemoteAddress">The client's address; behind a PROXY header the real client's.</param>
public sealed record PasswordCredentials(string User, string Password, System.Net.IPAddress RemoteAddress)
{
    /// <summary>The user alone, so that a password never reaches a log.</summary>
    public override string ToString() => User;
}
