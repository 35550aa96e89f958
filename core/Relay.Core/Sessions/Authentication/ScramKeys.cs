using System.Security.Cryptography;
using System.Text;
using Relay.Sdk.Authentication;

namespace Relay.Core.Sessions.Authentication;

/// <summary>The arithmetic of SCRAM-SHA-256 (RFC 5802 §3, RFC 7677).</summary>
internal static class ScramKeys
{
    public const int KeyOctets = SHA256.HashSizeInBytes;

    /// <summary>RFC 7677 §4.</summary>
    public const int MinIterations = 4096;

    /// <summary>
    /// For new verifiers. A compromise: about 5 ms of one core for each PLAIN or LOGIN check that is not answered from memory, and as much for a
    /// client of SCRAM; more would let strangers keep the processors busy with wrong passwords, less would help a thief of the file.
    /// </summary>
    public const int DefaultIterations = 20_000;

    /// <summary>What a careless or hostile file may ask for at the most.</summary>
    public const int MaxIterations = 1_000_000;

    private const int SaltOctets = 16;
    private const string Nobody = "nobody";

    /// <summary>Makes the verifier of a password with a new salt.</summary>
    public static ScramVerifier Create(string user, string password) =>
        Create(user, password, RandomNumberGenerator.GetBytes(SaltOctets), DefaultIterations);

    /// <summary>Makes the verifier of a password with a given salt.</summary>
    public static ScramVerifier Create(string user, string password, byte[] salt, int iterations)
    {
        byte[] salted = Salt(password, salt, iterations);
        try
        {
            return ScramVerifier.Of(
                user, salt, iterations, SHA256.HashData(HMACSHA256.HashData(salted, "Client Key"u8)), HMACSHA256.HashData(salted, "Server Key"u8));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(salted);
        }
    }

    /// <summary>Whether a verifier was made from this password. Takes the same time for a wrong password as for the right password.</summary>
    public static bool Verify(ScramVerifier verifier, string password)
    {
        byte[] salted = Salt(password, verifier.Salt.Span, verifier.Iterations);
        bool same = CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(salted, "Server Key"u8), verifier.ServerKey.Span);
        CryptographicOperations.ZeroMemory(salted);
        return same;
    }

    /// <summary>Whether a client's proof shows that it knows the password (RFC 5802 §3: H(proof XOR signature) = StoredKey).</summary>
    public static bool IsProof(ScramVerifier verifier, ReadOnlySpan<byte> authMessage, ReadOnlySpan<byte> proof)
    {
        if (proof.Length != KeyOctets)
            return false;
        Span<byte> key = stackalloc byte[KeyOctets];
        HMACSHA256.HashData(verifier.StoredKey.Span, authMessage, key);
        for (int i = 0; i < key.Length; i++)
            key[i] ^= proof[i];
        Span<byte> stored = stackalloc byte[KeyOctets];
        SHA256.HashData(key, stored);
        return CryptographicOperations.FixedTimeEquals(stored, verifier.StoredKey.Span);
    }

    /// <summary>A verifier that no password fits, always the same for the same user, so that an unknown user looks like a known one (RFC 5802
    /// §9).</summary>
    public static ScramVerifier Mock(ReadOnlySpan<byte> secret, string user)
    {
        byte[] salt = HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes("salt:" + user))[..SaltOctets];
        return ScramVerifier.Of(Nobody, salt, DefaultIterations, RandomNumberGenerator.GetBytes(KeyOctets),
            RandomNumberGenerator.GetBytes(KeyOctets));
    }

    private static byte[] Salt(string password, ReadOnlySpan<byte> salt, int iterations) =>
        Rfc2898DeriveBytes.Pbkdf2(password, salt, iterations, HashAlgorithmName.SHA256, KeyOctets);
}
