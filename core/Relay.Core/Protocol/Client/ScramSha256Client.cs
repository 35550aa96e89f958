using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Relay.Core.Protocol.Client;

/// <summary>The client's side of SCRAM-SHA-256 without channel binding.</summary>
/// <remarks>
/// RFC 5802 §3, §5, RFC 7677. User and password are prepared as the server prepares them (SASLprep). The iteration count is bounded, as the host
/// chooses it and the relay pays for it.
/// </remarks>
internal sealed class ScramSha256Client(string user, string password, string nonce)
{
    public const int MinIterations = 4096;
    public const int MaxIterations = 1_000_000;

    private const string Gs2Header = "n,,";

    private readonly string firstBare =
        $"n={Prepared(user).Replace("=", "=3D", StringComparison.Ordinal).Replace(",", "=2C", StringComparison.Ordinal)},r={nonce}";
    private byte[]? serverSignature;

    public ScramSha256Client(string user, string password)
        : this(user, password, Convert.ToBase64String(RandomNumberGenerator.GetBytes(18)))
    {
    }

    /// <summary>The client-first-message.</summary>
    public string First => Gs2Header + firstBare;

    /// <summary>Answers the server-first-message; null when it is not one, or asks for what the client will not do.</summary>
    public string? Final(string serverFirst)
    {
        string[] parts = serverFirst.Split(',');
        if (parts is not [['r', '=', ..], ['s', '=', ..], ['i', '=', ..], ..])
            return null;
        string bothNonces = parts[0][2..];
        Span<byte> salt = stackalloc byte[256];
        if (!bothNonces.StartsWith(nonce, StringComparison.Ordinal) || bothNonces.Length == nonce.Length
            || !Convert.TryFromBase64String(parts[1][2..], salt, out int saltLength)
            || !int.TryParse(parts[2].AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out int iterations)
            || iterations is < MinIterations or > MaxIterations)
            return null;

        byte[] salted = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(Prepared(password)), salt[..saltLength], iterations,
            HashAlgorithmName.SHA256, 32);
        string withoutProof = $"c={Convert.ToBase64String(Encoding.ASCII.GetBytes(Gs2Header))},r={bothNonces}";
        byte[] authMessage = Encoding.UTF8.GetBytes($"{firstBare},{serverFirst},{withoutProof}");
        byte[] proof = HMACSHA256.HashData(salted, "Client Key"u8);
        byte[] signature = HMACSHA256.HashData(SHA256.HashData(proof), authMessage);
        for (int i = 0; i < proof.Length; i++)
            proof[i] ^= signature[i];
        serverSignature = HMACSHA256.HashData(HMACSHA256.HashData(salted, "Server Key"u8), authMessage);
        return $"{withoutProof},p={Convert.ToBase64String(proof)}";
    }

    /// <summary>Whether the server-final-message proves that the server knows the password too.</summary>
    public bool Accepts(string serverFinal)
    {
        Span<byte> claimed = stackalloc byte[64];
        string verifier = serverFinal.Split(',')[0];
        return serverSignature is not null
            && verifier.StartsWith("v=", StringComparison.Ordinal)
            && Convert.TryFromBase64String(verifier[2..], claimed, out int length)
            && CryptographicOperations.FixedTimeEquals(claimed[..length], serverSignature);
    }

    // What cannot be prepared goes as it is; the server says what it thinks of it.
    private static string Prepared(string text) => SaslText.Prepare(text) ?? text;
}
