using System.Net;

namespace Relay.Core.Sessions.Authentication;

/// <summary>The mechanisms of AUTH that a listener offers.</summary>
public sealed class SaslMechanisms(AuthenticatorChain authenticators)
{
    private const string Scram = "SCRAM-SHA-256";

    /// <summary>What stands after AUTH in the EHLO reply, the strongest first; empty when no client can be authenticated.</summary>
    public string Offer { get; } = authenticators.IsEmpty ? "" : authenticators.OffersScram ? Scram + " PLAIN LOGIN" : "PLAIN LOGIN";

    /// <summary>Begins an exchange; null when the mechanism is not offered (504 5.5.4, RFC 4954 §4).</summary>
    public ISaslExchange? Begin(string mechanism, IPAddress remoteAddress)
    {
        if (authenticators.IsEmpty)
            return null;
        return mechanism.ToUpperInvariant() switch
        {
            "PLAIN" => new PlainExchange(authenticators, remoteAddress),
            "LOGIN" => new LoginExchange(authenticators, remoteAddress),
            Scram when authenticators.OffersScram => new ScramExchange(authenticators),
            _ => null,
        };
    }
}
