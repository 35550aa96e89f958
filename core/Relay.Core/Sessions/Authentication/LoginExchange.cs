using System.Net;
using Relay.Core.Protocol;
using Relay.Sdk.Authentication;

namespace Relay.Core.Sessions.Authentication;

/// <summary>LOGIN: user and password, each after its own challenge. Never standardized; clients that know nothing else are common.</summary>
internal sealed class LoginExchange(AuthenticatorChain authenticators, IPAddress remoteAddress) : ISaslExchange
{
    private static readonly SaslStep.Challenge AskUser = new("Username:"u8.ToArray());
    private static readonly SaslStep.Challenge AskPassword = new("Password:"u8.ToArray());
    private string? user;

    public async ValueTask<SaslStep> StepAsync(byte[]? response, CancellationToken cancellationToken)
    {
        if (response is not { } octets)
            return AskUser;
        if (user is null)
        {
            user = SaslText.Prepare(octets);
            return user is null ? new SaslStep.Failure("malformed user name") : AskPassword;
        }

        return SaslText.Prepare(octets) is { } password
            ? await authenticators.CheckAsync(new PasswordCredentials(user, password, remoteAddress), cancellationToken)
            : new SaslStep.Failure("malformed password", user);
    }
}
