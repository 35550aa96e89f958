using Relay.Sdk.Authentication;
using Relay.Sdk.Plugins;

[assembly: RelayPlugin("knows-users", typeof(KnowsUsers.KnowsUsersPlugin))]

namespace KnowsUsers;

/// <summary>Knows bob, cannot say about carol, throws for dave, never answers about erin, and knows nobody else.</summary>
public sealed class KnowsUsersPlugin : IRelayPlugin
{
    public void Configure(IPluginBuilder relay) => relay.Authenticator<KnowUsers>(new HandlerOptions { Timeout = TimeSpan.FromSeconds(1) });
}

internal sealed class KnowUsers : IAuthenticator
{
    public async ValueTask<AuthenticationResult> AuthenticateAsync(PasswordCredentials credentials, CancellationToken cancellationToken)
    {
        switch (credentials.User)
        {
            case "bob":
                return credentials.Password == "the-builder" ? AuthenticationResult.Accept("bob@dest.example") : AuthenticationResult.Deny;
            case "carol":
                return AuthenticationResult.NotNow("no answer from the directory");
            case "dave":
                throw new InvalidOperationException("a fault");
            case "erin":
                await Task.Delay(Timeout.Infinite, cancellationToken);
                return AuthenticationResult.Deny;
            default:
                return AuthenticationResult.NotKnown;
        }
    }
}
