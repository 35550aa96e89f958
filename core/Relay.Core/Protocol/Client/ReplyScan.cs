namespace Relay.Core.Protocol.Client;

/// <summary>What a look at the received octets gave.</summary>
internal enum ReplyScan
{
    /// <summary>The reply goes on; more octets are needed.</summary>
    NeedMore,

    /// <summary>A whole reply lies at the start of the octets.</summary>
    Complete,

    /// <summary>This is no SMTP reply, or it is longer than any reply has to be. Nothing after it can be trusted.</summary>
    Malformed,
}
