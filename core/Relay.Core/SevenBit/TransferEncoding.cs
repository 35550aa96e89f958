namespace Relay.Core.SevenBit;

/// <summary>What a Content-Transfer-Encoding field says (RFC 2045 §6), as far as it matters here.</summary>
internal enum TransferEncoding
{
    /// <summary>7bit, or no field: octets as they are, all of them ASCII.</summary>
    SevenBit,

    /// <summary>8bit or binary: octets as they are.</summary>
    EightBit,

    /// <summary>quoted-printable, base64 or an unknown one.</summary>
    Encoded,
}
