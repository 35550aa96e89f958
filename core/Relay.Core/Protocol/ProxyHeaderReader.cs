namespace Relay.Core.Protocol;

/// <summary>Reads the header that a proxy sends before the first octet of the client (PROXY protocol, HAProxy's public specification, versions 1 and
/// 2).</summary>
/// <remarks>
/// Strict, because what it says decides who may relay: single spaces, canonical IPv4 addresses, ports without leading zeros, CRLF. Version 2 takes
/// TCP over IPv4 and IPv6. LOCAL, UNIX sockets and no family at all name no client, so that it has no rights by its address; datagrams are refused.
/// Version 2 headers may have up to 8192 octets, TLVs included, which are skipped; longer ones are refused.
/// </remarks>
public static class ProxyHeaderReader
{
    /// <summary>The longest header of either version.</summary>
    public const int MaxOctets = ProxyV2.MaxOctets;

    /// <summary>Looks for a header at the start of what has arrived. Called again with more octets after
    /// <see cref="ProxyHeaderStatus.NeedMore"/>.</summary>
    /// <param name="octets">All that has arrived on the connection.</param>
    /// <param name="header">The header when done.</param>
    /// <param name="consumed">Octets of the header when done; what follows is the client's (or a TLS handshake).</param>
    public static ProxyHeaderStatus Read(ReadOnlySpan<byte> octets, out ProxyHeader header, out int consumed)
    {
        (header, consumed) = (ProxyHeader.Local, 0);
        if (octets.IsEmpty)
            return ProxyHeaderStatus.NeedMore;
        if (IsStart(octets, ProxyV1.Signature))
            return ProxyV1.Read(octets, ref header, ref consumed);
        if (IsStart(octets, ProxyV2.Signature))
            return ProxyV2.Read(octets, ref header, ref consumed);
        return ProxyHeaderStatus.Bad;
    }

    private static bool IsStart(ReadOnlySpan<byte> octets, ReadOnlySpan<byte> signature)
    {
        int length = Math.Min(octets.Length, signature.Length);
        return octets[..length].SequenceEqual(signature[..length]);
    }
}
