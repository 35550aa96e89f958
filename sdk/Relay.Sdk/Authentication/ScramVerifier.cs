namespace Relay.Sdk.Authentication;

/// <summary>What a server keeps of a password for SCRAM-SHA-256 (RFC 5802 §3).</summary>
public sealed record ScramVerifier
{
    private const int MinSaltOctets = 12;
    private const int MinIterations = 4096;
    private const int KeyOctets = 32;

    private ScramVerifier(string user, ReadOnlyMemory<byte> salt, int iterations, ReadOnlyMemory<byte> storedKey, ReadOnlyMemory<byte> serverKey) =>
        (User, Salt, Iterations, StoredKey, ServerKey) = (user, salt, iterations, storedKey, serverKey);

    /// <summary>The identity that the session gets, and that Received fields and log lines show.</summary>
    public string User { get; }

    /// <summary>At least 12 octets.</summary>
    public ReadOnlyMemory<byte> Salt { get; }

    /// <summary>At least 4096 (RFC 7677 §4).</summary>
    public int Iterations { get; }

    /// <summary>32 octets.</summary>
    public ReadOnlyMemory<byte> StoredKey { get; }

    /// <summary>32 octets.</summary>
    public ReadOnlyMemory<byte> ServerKey { get; }

    /// <summary>Makes a verifier.</summary>
    /// <param name="user">As in <see cref="AuthenticationResult.Accept"/>.</param>
    /// <param name="salt">At least 12 octets.</param>
    /// <param name="iterations">At least 4096 (RFC 7677 §4).</param>
    /// <param name="storedKey">32 octets.</param>
    /// <param name="serverKey">32 octets.</param>
    /// <exception cref="ArgumentException">The identity is not valid, the salt or a key has another length, or there are fewer
    /// iterations.</exception>
    public static ScramVerifier Of(string user, ReadOnlyMemory<byte> salt, int iterations, ReadOnlyMemory<byte> storedKey,
        ReadOnlyMemory<byte> serverKey)
    {
        if (salt.Length < MinSaltOctets)
            throw new ArgumentException($"expected {MinSaltOctets} octets or more", nameof(salt));
        ArgumentOutOfRangeException.ThrowIfLessThan(iterations, MinIterations);
        if (storedKey.Length != KeyOctets)
            throw new ArgumentException($"expected {KeyOctets} octets", nameof(storedKey));
        if (serverKey.Length != KeyOctets)
            throw new ArgumentException($"expected {KeyOctets} octets", nameof(serverKey));
        return new ScramVerifier(UserText.Of(user), salt, iterations, storedKey, serverKey);
    }

    /// <summary>The user alone, so that no key reaches a log.</summary>
    public override string ToString() => User;
}
