namespace Relay.Sdk.Authentication;

/// <summary>What a server keeps of a password for SCRAM-SHA-256 (RFC 5802 §3).</summary>
/// <param name="User">The identity that the session gets, and that Received fields and log lines show.</param>
/// <param name="Salt">At least 12 octets.</param>
/// <param name="Iterations">At least 4096.</param>
/// <param name="StoredKey">32 octets.</param>
/// <param name="ServerKey">32 octets.</param>
public sealed record ScramVerifier(string User, ReadOnlyMemory<byte> Salt, int Iterations, ReadOnlyMemory<byte> StoredKey, ReadOnlyMemory<byte> ServerKey);
