using System.Net;
using System.Net.Sockets;

namespace Relay.Sdk.Mail;

/// <summary>A mail domain: a host name as lower-case A-labels, or an address literal.</summary>
/// <remarks>RFC 5321 §4.1.2 (Domain, address-literal), §2.3.5; RFC 5891 for U-labels, which are brought into form C and lower case; those with
/// characters that no domain may have (RFC 5892) are refused. Compared as a whole, which is without regard to case.</remarks>
[System.Text.Json.Serialization.JsonConverter(typeof(MailDomainJsonConverter))]
public readonly struct MailDomain : IEquatable<MailDomain>
{
    private const int MaxOctets = 255;
    private static readonly System.Buffers.SearchValues<char> SixCharacters = System.Buffers.SearchValues.Create("0123456789abcdefABCDEF:.");
    private readonly string? value;

    private MailDomain(string value) => this.value = value;

    /// <summary>Lower-case A-labels without a trailing dot, or the literal with its brackets, as in <c>[192.0.2.1]</c> or
    /// <c>[IPv6:2001:db8::1]</c>.</summary>
    public string Value => value ?? "";

    /// <summary>Whether this is an address literal in brackets.</summary>
    public bool IsLiteral => value is ['[', ..];

    /// <summary>Reads a domain or an address literal.</summary>
    /// <param name="text">At most 255 octets; A-labels or U-labels in any case.</param>
    /// <param name="domain">The domain in its canonical form.</param>
    /// <returns>False when the text is neither a domain nor an address literal.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out MailDomain domain)
    {
        domain = default;
        if (text.IsEmpty || text.Length > MaxOctets)
            return false;
        if (text[0] == '[')
            return TryParseLiteral(text, out domain);
        if (System.Text.Ascii.IsValid(text))
            return TryParseAscii(text, out domain);
        return DomainLabels.ToAscii(text) is { } ascii && TryParseAscii(ascii, out domain);
    }

    /// <summary>Reads a domain that is known to be good.</summary>
    /// <exception cref="FormatException">The text is neither a domain nor an address literal.</exception>
    public static MailDomain Parse(string text) =>
        TryParse(text, out MailDomain domain) ? domain : throw new FormatException($"'{text}' is not a mail domain");

    /// <summary>Gives the address inside an address literal.</summary>
    public bool TryGetAddress(out IPAddress? address)
    {
        address = null;
        if (!IsLiteral)
            return false;
        ReadOnlySpan<char> inner = Value.AsSpan(1, Value.Length - 2);
        return IPAddress.TryParse(inner.StartsWith("IPv6:", StringComparison.Ordinal) ? inner[5..] : inner, out address);
    }

    private static bool TryParseAscii(ReadOnlySpan<char> text, out MailDomain domain)
    {
        domain = default;
        if (text.Length > MaxOctets || text.Length == 0)
            return false;
        int label = 0;
        bool lower = true;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c == '.')
            {
                if (label == 0 || text[i - 1] == '-')
                    return false;
                label = 0;
                continue;
            }

            // The underscore is no RFC 5321 letter, but hosts with it exist and every relay accepts it.
            if (!(char.IsAsciiLetterOrDigit(c) || c == '_' || (c == '-' && label > 0)) || ++label > 63)
                return false;
            lower &= !char.IsAsciiLetterUpper(c);
        }

        if (label == 0 || text[^1] == '-')
            return false;
        string value = text.ToString();
        domain = new MailDomain(lower ? value : value.ToLowerInvariant());
        return true;
    }

    private static bool TryParseLiteral(ReadOnlySpan<char> text, out MailDomain domain)
    {
        domain = default;
        if (text[^1] != ']')
            return false;
        ReadOnlySpan<char> inner = text[1..^1];
        bool six = inner.StartsWith("IPv6:", StringComparison.OrdinalIgnoreCase);
        // RFC 5321 §4.1.3 knows plain decimal and hexadecimal groups only; the parser would also take octal, hexadecimal IPv4, brackets and ports.
        if (!IsPlain(inner[(six ? 5 : 0)..], six) || !IPAddress.TryParse(six ? inner[5..] : inner, out IPAddress? address))
            return false;
        if (six != (address.AddressFamily == AddressFamily.InterNetworkV6))
            return false;
        domain = new MailDomain(six ? $"[IPv6:{address}]" : $"[{address}]");
        return true;
    }

    private static bool IsPlain(ReadOnlySpan<char> address, bool six)
    {
        if (six)
            return !address.ContainsAnyExcept(SixCharacters);
        int parts = 0;
        foreach (Range part in address.Split('.'))
        {
            ReadOnlySpan<char> digits = address[part];
            parts++;
            if (digits.Length is 0 or > 3 || digits.ContainsAnyExceptInRange('0', '9') || (digits.Length > 1 && digits[0] == '0'))
                return false;
        }

        return parts == 4;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;

    /// <inheritdoc/>
    public bool Equals(MailDomain other) => string.Equals(Value, other.Value, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is MailDomain other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Value.GetHashCode(StringComparison.Ordinal);

    /// <summary>Same domain.</summary>
    public static bool operator ==(MailDomain left, MailDomain right) => left.Equals(right);

    /// <summary>Another domain.</summary>
    public static bool operator !=(MailDomain left, MailDomain right) => !left.Equals(right);
}
