namespace Relay.Core.Sessions;

/// <summary>Whether a client is in <c>accept.relayFromHosts</c>.</summary>
internal enum ClientListing
{
    /// <summary>It is not.</summary>
    Stranger,

    /// <summary>It is.</summary>
    Listed,

    /// <summary>Only the DNS could tell, and gave no answer.</summary>
    Unknown,
}
