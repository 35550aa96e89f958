using Microsoft.Extensions.Logging;
using Relay.Core.Handlers;
using Relay.Core.Sessions.Authentication;
using Relay.Sdk.Authentication;

namespace Relay.Core.Sessions;

/// <summary>The mechanisms of AUTH as they are now: the credential file first, then the plugins' authenticators, which may change while the relay
/// runs.</summary>
internal sealed class MechanismSource(CredentialFile? file, IHandlers handlers, TimeProvider clock, ILoggerFactory loggers)
{
    private volatile Known? known;

    public SaslMechanisms Current
    {
        get
        {
            IReadOnlyList<IAuthenticator> plugins = handlers.Authenticators;
            Known? last = known;
            if (last is null || !ReferenceEquals(last.Plugins, plugins))
                known = last = new Known(plugins, Make());
            return last.Mechanisms;
        }
    }

    private SaslMechanisms Make()
    {
        IReadOnlyList<IAuthenticator> own = file is null ? [] : [file];
        return new SaslMechanisms(new AuthenticatorChain(own, clock, loggers.CreateLogger<AuthenticatorChain>(), handlers));
    }

    private sealed record Known(IReadOnlyList<IAuthenticator> Plugins, SaslMechanisms Mechanisms);
}
