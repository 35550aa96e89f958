using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Relay.Sdk.Mail;
using Relay.Sdk.Routing;

namespace Relay.Core.Routing;

/// <summary>Reads and writes configured next hops: <c>mail.example:587, [192.0.2.1]:25, [2001:db8::1]</c>.</summary>
public static class NextHopText
{
    public const int DefaultPort = 25;

    /// <summary>Reads one host or several with commas.</summary>
    /// <param name="text">Host names, or addresses with or without brackets (IPv6 with), each with an optional port.</param>
    /// <param name="hops">In the order of the text; at least one.</param>
    /// <param name="problem">What is wrong and where, counted from character 1; null when nothing is.</param>
    public static bool TryParse(string text, out IReadOnlyList<NextHop> hops, out string? problem)
    {
        var list = new List<NextHop>();
        hops = list;
        int start = 0;
        while (true)
        {
            int comma = text.IndexOf(',', start);
            int end = comma < 0 ? text.Length : comma;
            while (start < end && char.IsWhiteSpace(text[start]))
                start++;
            problem = ReadOne(text.AsSpan(start, end - start).TrimEnd(), out NextHop? hop, out int at);
            if (problem is not null)
            {
                problem += string.Create(CultureInfo.InvariantCulture, $" at character {start + at + 1}");
                return false;
            }

            list.Add(hop!);
            if (comma < 0)
                return true;
            start = comma + 1;
        }
    }

    /// <summary>The canonical text of hops as <see cref="TryNormalize(NextHop, out NextHop?, out MailDomain)"/> gives them: addresses in brackets,
    /// ports always given, no spaces.</summary>
    public static string Canonical(IReadOnlyList<NextHop> hops)
    {
        var text = new StringBuilder();
        foreach (NextHop hop in hops)
        {
            if (text.Length > 0)
                text.Append(',');
            if (HostAddress.TryParse(hop.Host, out _))
                text.Append('[').Append(hop.Host).Append(']');
            else
                text.Append(hop.Host);
            text.Append(CultureInfo.InvariantCulture, $":{hop.Port}");
        }

        return text.ToString();
    }

    /// <summary>Brings a hop into the form in which it is looked up and compared.</summary>
    /// <param name="hop">A name in A-labels or U-labels, or an address.</param>
    /// <param name="normal">The same with lower-case A-labels, or the address in its usual text.</param>
    /// <param name="domain">Its domain for policies: the name, or the address as a literal.</param>
    /// <returns>False when it names no host, or no port.</returns>
    public static bool TryNormalize(NextHop hop, [NotNullWhen(true)] out NextHop? normal, out MailDomain domain)
    {
        normal = null;
        domain = default;
        if (hop.Port is < 1 or > 65535)
            return false;
        if (HostAddress.TryParse(hop.Host, out IPAddress? address))
        {
            normal = hop with { Host = address.ToString() };
            return MailDomain.TryParse(address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[IPv6:{address}]" : $"[{address}]", out domain);
        }

        if (!MailDomain.TryParse(hop.Host, out domain) || domain.IsLiteral || EndsInNumber(domain.Value))
            return false;
        normal = hop with { Host = domain.Value };
        return true;
    }

    // No top-level domain is a number (RFC 3696 §2); a name that looks like a part of an address is a mistyped address.
    private static bool EndsInNumber(ReadOnlySpan<char> name) => !name[(name.LastIndexOf('.') + 1)..].ContainsAnyExceptInRange('0', '9');

    /// <param name="text">One hop, without spaces around it.</param>
    /// <param name="at">Where the problem begins in the text, from 0.</param>
    private static string? ReadOne(ReadOnlySpan<char> text, out NextHop? hop, out int at)
    {
        (hop, at) = (null, 0);
        if (text.IsEmpty)
            return "a host is missing";
        if (text.Contains("://", StringComparison.Ordinal))
            return $"'{text}' is a URL (a host is wanted, as in mail.example:587)";
        ReadOnlySpan<char> host = text;
        ReadOnlySpan<char> port = default;
        if (text[0] == '[')
        {
            int close = text.IndexOf(']');
            if (close < 0)
                return "']' is missing";
            host = text[1..close];
            if (host.StartsWith("IPv6:", StringComparison.OrdinalIgnoreCase))
                host = host[5..];
            if (!HostAddress.TryParse(host, out _))
                return $"'{host}' is not an address";
            if (close + 1 < text.Length && text[close + 1] != ':')
                return "only ':port' may follow ']'";
            port = close + 1 < text.Length ? text[(close + 2)..] : default;
            if (close + 1 < text.Length && port.IsEmpty)
                return "the port is missing after ':'";
        }
        else if (text.IndexOf(':') is var colon and >= 0)
        {
            host = text[..colon];
            port = text[(colon + 1)..];
            if (port.Contains(':'))
                return "an IPv6 address needs brackets, as in [2001:db8::1]:25";
            if (port.IsEmpty)
                return "the port is missing after ':'";
        }

        int number = DefaultPort;
        if (!port.IsEmpty && (!int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out number) || number is < 1 or > 65535))
        {
            at = text.Length - port.Length;
            return $"'{port}' is not a port (1 to 65535)";
        }

        return TryNormalize(new NextHop(host.ToString(), number), out hop, out _) ? null : $"'{host}' is not a host name or an address";
    }
}
