using System.Net;
using Relay.Core.Protocol;
using Relay.Sdk.Authentication;

namespace Relay.Core.Sessions.Authentication;

/// <summary>PLAIN (RFC 4616): authorization identity, user and password parted by NUL, in one response.</summary>
internal sealed class PlainExchange(AuthenticatorChain authenticators, IPAddress remoteAddress) : ISaslExchange
{
    public async ValueTask<SaslStep> StepAsync(byte[]? response, CancellationToken cancellationToken)
    {
        if (response is not { } message)
            return new SaslStep.Challenge(default);
        return TryRead(message, out PasswordCredentials? credentials, out string reason)
            ? await authenticators.CheckAsync(credentials!, cancellationToken)
            : new SaslStep.Failure(reason, credentials?.User);
    }

    private bool TryRead(ReadOnlySpan<byte> message, out PasswordCredentials? credentials, out string reason)
    {
        (credentials, reason) = (null, "malformed PLAIN response");
        int first = message.IndexOf((byte)0);
        int second = first < 0 ? -1 : message[(first + 1)..].IndexOf((byte)0);
        if (second < 0)
            return false;
        ReadOnlySpan<byte> identity = message[..first], rest = message[(first + 1)..];
        if (SaslText.Prepare(rest[..second]) is not { } user || SaslText.Prepare(rest[(second + 1)..]) is not { } password)
            return false;
        credentials = new PasswordCredentials(user, password, remoteAddress);
        // A user may not act for another user here.
        if (identity.IsEmpty || SaslText.Prepare(identity) == user)
            return true;
        reason = "another authorization identity was asked for";
        return false;
    }
}
