using System.Buffers;

namespace Relay.Core.Protocol.Server;

/// <summary>Tells the words of another protocol from SMTP commands.</summary>
/// <remarks>
/// A web page can make a browser in the local network send an HTTP request with SMTP in its body. If the request line and the header were only syntax
/// errors, the commands in the body would be served with the browser's rights.
/// </remarks>
public static class ForeignProtocol
{
    private const int MaxWordOctets = 64;

    private static readonly SearchValues<byte> TokenOctets =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    // RFC 9110 §9.3, RFC 5789 §2; PRI begins HTTP/2 (RFC 9113 §3.4).
    private static readonly string[] HttpMethods = ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", "PRI"];

    /// <summary>Whether a line begins as one of HTTP does: with a method, or with the name of a header field.</summary>
    /// <param name="line">The line, or its first octets.</param>
    public static bool IsHttp(ReadOnlySpan<byte> line)
    {
        int end = line[..Math.Min(line.Length, MaxWordOctets)].IndexOfAnyExcept(TokenOctets);
        if (end <= 0)
            return false;
        if (line[end] == ':')
            return true;
        foreach (string method in HttpMethods)
        {
            if (line[end] == ' ' && System.Text.Ascii.Equals(line[..end], method))
                return true;
        }

        return false;
    }

    /// <summary>Whether a line begins as a TLS handshake does: a record of type 22, version 3 (RFC 8446 §5.1).</summary>
    public static bool IsTls(ReadOnlySpan<byte> line) => line is [22, 3, ..];
}
