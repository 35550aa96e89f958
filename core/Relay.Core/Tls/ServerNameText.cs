using System.Net;
using Relay.Sdk.Mail;

namespace Relay.Core.Tls;

/// <summary>The name for the server name indication (RFC 6066 §3): lower-case A-labels without a trailing dot, none for an address.</summary>
internal static class ServerNameText
{
    /// <summary>The name as it goes on the wire; empty when there is none, which also keeps it out of the handshake.</summary>
    public static string Of(string hostName)
    {
        ReadOnlySpan<char> name = hostName.AsSpan().TrimEnd('.');
        if (name.IsEmpty || name[0] == '[' || IPAddress.TryParse(name, out _))
            return "";
        return MailDomain.TryParse(name, out MailDomain domain) ? domain.Value : "";
    }
}
