using System.Buffers;
using System.Net;
using System.Text;
using Relay.Sdk.Mail;

namespace Relay.Core.Protocol.Server;

/// <summary>EHLO and HELO (RFC 5321 §4.1.1.1).</summary>
public static class HeloCommand
{
    private const int MaxOctets = 255;

    private static readonly SearchValues<byte> NameOctets =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-_"u8);

    /// <summary>Reads the client's name.</summary>
    /// <param name="arguments">What follows the verb.</param>
    /// <param name="name">As given; letters, digits, dots, hyphens, underscores, or an address literal. It goes into the Received field, so nothing
    /// else passes. A domain of U-labels, which a client should not send (RFC 6531 §3.7.1), becomes one of A-labels.</param>
    /// <remarks>The form of a domain is not insisted on: clients with one wrong label are common, and refusing by HELO is a matter for
    /// policy.</remarks>
    public static bool TryParse(ReadOnlySpan<byte> arguments, out string name)
    {
        name = "";
        ReadOnlySpan<byte> text = arguments.Trim((byte)' ');
        if (text.IsEmpty || text.Length > MaxOctets)
            return false;
        if (!Ascii.IsValid(text))
            return TryParseBeyondAscii(text, out name);
        if (text[0] == '[' ? !IsLiteral(text) : text.ContainsAnyExcept(NameOctets))
            return false;
        name = Encoding.ASCII.GetString(text);
        return true;
    }

    private static bool TryParseBeyondAscii(ReadOnlySpan<byte> text, out string name)
    {
        Span<char> characters = stackalloc char[MaxOctets];
        name = ArgumentText.TryDecode(text, characters, out ReadOnlySpan<char> decoded)
            && MailDomain.TryParse(decoded, out MailDomain domain) ? domain.Value : "";
        return name.Length > 0;
    }

    private static bool IsLiteral(ReadOnlySpan<byte> text)
    {
        if (text[^1] != ']' || !Ascii.IsValid(text))
            return false;
        string inner = Encoding.ASCII.GetString(text[1..^1]);
        if (inner.StartsWith("IPv6:", StringComparison.OrdinalIgnoreCase))
            inner = inner[5..];
        return !inner.Contains('%', StringComparison.Ordinal) && IPAddress.TryParse(inner, out _);
    }
}
