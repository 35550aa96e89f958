namespace Relay.Core.Protocol;

/// <summary>Reads the header that a proxy sends before the first octet of the client (PROXY protocol, HAProxy's public specification, versions 1 and 2).</summary>
/// <remarks>
/// Strict, because what it says decides who may relay: single spaces, canonical IPv4 addresses, ports without leading zeros, CRLF. Version 2 takes TCP over
/// IPv4 and IPv6, and LOCAL; other families are refused, as is PROXY with no family, for the peer's rights would then be the proxy's. Version 2 headers may
/// have up to 536 octets, TLVs included, which the specification says always fit; longer ones are refused. TLVs are skipped.
/// </remarks>
public static class ProxyHeaderReader
{
    /// <summary>The longest header of either version.</summary>
    public const int MaxOctets = ProxyV2.MaxOctets;

    /// <summary>Looks for a header at the start of what has arrived. Called again with more octets after <see cref="ProxyHeaderStatus.NeedMore"/>.</summary>
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
