namespace Relay.Core.Protocol;

/// <summary>How far a PROXY header has been read.</summary>
public enum ProxyHeaderStatus
{
    /// <summary>All octets so far are good; more are needed. Never answered at or beyond <see cref="ProxyHeaderReader.MaxOctets"/>.</summary>
    NeedMore,

    /// <summary>This is not a PROXY header, whatever follows.</summary>
    Bad,

    /// <summary>The header is complete.</summary>
    Done,
}
