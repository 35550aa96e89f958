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
                return credentials.Password == "the-builder" ? new AuthenticationResult.Accepted("bob@dest.example") : new AuthenticationResult.Denied();
            case "carol":
                return new AuthenticationResult.Unavailable("no answer from the directory");
            case "dave":
                throw new InvalidOperationException("a fault");
            case "erin":
                await Task.Delay(Timeout.Infinite, cancellationToken);
                return new AuthenticationResult.Denied();
            default:
                return new AuthenticationResult.Unknown();
        }
    }
}
