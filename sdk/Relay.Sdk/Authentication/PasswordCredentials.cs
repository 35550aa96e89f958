namespace Relay.Sdk.Authentication;

/// <summary>What a client gave with AUTH PLAIN or LOGIN.</summary>
/// <param name="User">The authentication identity.</param>
/// <param name="Password">The password; not written by <see cref="ToString"/>.</param>
/// <param name="RemoteAddress">The client's address.</param>
public sealed record PasswordCredentials(string User, string Password, System.Net.IPAddress RemoteAddress)
{
    /// <summary>The user alone, so that a password never reaches a log.</summary>
    public override string ToString() => User;
}
