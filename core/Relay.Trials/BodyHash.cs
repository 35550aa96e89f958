using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Relay.Trials;

/// <summary>The header field by which a sink can tell that a body arrived unchanged: SHA-256 over all octets behind the empty line, in hex.</summary>
internal static class BodyHash
{
    /// <summary>The field's name in lower case.</summary>
    public static ReadOnlySpan<byte> Field => "x-relay-body-sha256"u8;

    public static string Line(ReadOnlySpan<byte> body) => $"X-Relay-Body-SHA256: {Convert.ToHexStringLower(SHA256.HashData(body))}\r\n";

    public static bool Matches(ReadOnlySpan<byte> written, ReadOnlySpan<byte> actual)
    {
        Span<byte> expected = stackalloc byte[SHA256.HashSizeInBytes];
        return Convert.FromHexString(Encoding.ASCII.GetString(written), expected, out _, out int count) == OperationStatus.Done
            && count == expected.Length
            && expected.SequenceEqual(actual);
    }
}
