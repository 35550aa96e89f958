using System.Security.Cryptography;
using System.Text;

namespace Relay.Core.Tests.Sessions.Authentication;

/// <summary>The client's side of SCRAM-SHA-256, written from RFC 5802 alone.</summary>
internal sealed class ScramClient(string user, string password, string gs2 = "n,,", string nonce = "fyko+d2lbbFgONRv9qkxdawL")
{
    private string signed = "";
    private byte[] salted = [];

    public byte[] First() => Encoding.UTF8.GetBytes($"{gs2}n={user},r={nonce}");

    public byte[] Final(ReadOnlyMemory<byte> serverFirst, string? header = null, string? otherNonce = null)
    {
        string text = Encoding.UTF8.GetString(serverFirst.Span);
        Dictionary<char, string> parts = text.Split(',').ToDictionary(p => p[0], p => p[2..]);
        parts['r'].ShouldStartWith(nonce);
        parts['r'].Length.ShouldBeGreaterThan(nonce.Length + 16);
        salted = Rfc2898DeriveBytes.Pbkdf2(password, Convert.FromBase64String(parts['s']), int.Parse(parts['i']), HashAlgorithmName.SHA256, 32);
        string withoutProof = $"c={Convert.ToBase64String(Encoding.UTF8.GetBytes(header ?? gs2))},r={otherNonce ?? parts['r']}";
        signed = $"n={user},r={nonce},{text},{withoutProof}";
        byte[] clientKey = HMACSHA256.HashData(salted, "Client Key"u8);
        byte[] signature = HMACSHA256.HashData(SHA256.HashData(clientKey), Encoding.UTF8.GetBytes(signed));
        byte[] proof = clientKey.Zip(signature, (a, b) => (byte)(a ^ b)).ToArray();
        return Encoding.UTF8.GetBytes($"{withoutProof},p={Convert.ToBase64String(proof)}");
    }

    public string ExpectedServerFinal() =>
        "v=" + Convert.ToBase64String(HMACSHA256.HashData(HMACSHA256.HashData(salted, "Server Key"u8), Encoding.UTF8.GetBytes(signed)));
}
