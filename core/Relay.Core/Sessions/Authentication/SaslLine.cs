using System.Buffers;
using System.Buffers.Text;

namespace Relay.Core.Sessions.Authentication;

/// <summary>The base64 of AUTH exchanges (RFC 4954 §4).</summary>
public static class SaslLine
{
    /// <summary>Longest line of an exchange without its CRLF (RFC 4954 §4).</summary>
    public const int MaxOctets = 12_288;

    /// <summary>Decodes a client's line.</summary>
    /// <param name="line">The line without CRLF, or the initial response of the AUTH command.</param>
    /// <param name="initial">It is an initial response: <c>=</c> stands for an empty one, and <c>*</c> has no meaning.</param>
    /// <param name="response">The decoded octets.</param>
    public static SaslLineKind Read(ReadOnlySpan<byte> line, bool initial, out byte[] response)
    {
        response = [];
        if (line.Length > MaxOctets)
            return SaslLineKind.Malformed;
        if (initial ? line.SequenceEqual("="u8) : line.IsEmpty)
            return SaslLineKind.Response;
        if (!initial && line.SequenceEqual("*"u8))
            return SaslLineKind.Cancelled;
        // The library skips white space, which RFC 4954 does not allow.
        if (line.IsEmpty || line.ContainsAny(" \t\r\n"u8))
            return SaslLineKind.Malformed;
        byte[] decoded = new byte[Base64.GetMaxDecodedFromUtf8Length(line.Length)];
        if (Base64.DecodeFromUtf8(line, decoded, out _, out int written) != OperationStatus.Done)
            return SaslLineKind.Malformed;
        response = decoded[..written];
        return SaslLineKind.Response;
    }

    /// <summary>Encodes a challenge for a 334 reply.</summary>
    public static string Write(ReadOnlySpan<byte> challenge) => Convert.ToBase64String(challenge);
}
