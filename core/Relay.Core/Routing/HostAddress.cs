using System.Diagnostics.CodeAnalysis;
using System.Net;
using Relay.Sdk.Mail;

namespace Relay.Core.Routing;

/// <summary>Tells the text of an address from a name.</summary>
/// <remarks>As strict as an address literal (RFC 5321 §4.1.3): an exchanger called <c>10</c> or <c>127.1</c> is a name that does not exist, and no
/// address of this machine.</remarks>
internal static class HostAddress
{
    /// <param name="text">Four decimal numbers, or IPv6; without brackets, and without a zone.</param>
    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out IPAddress? address)
    {
        address = null;
        return MailDomain.TryParse(text.Contains(':') ? $"[IPv6:{text}]" : $"[{text}]", out MailDomain literal) && literal.TryGetAddress(out address);
    }
}
