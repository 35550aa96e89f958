using System.Text.Json.Serialization;

namespace Relay.Sdk.Mail;

/// <summary>What the client declared of the content with BODY=.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BodyType>))]
public enum BodyType
{
    /// <summary>7BIT, or nothing declared (RFC 5321).</summary>
    SevenBit,

    /// <summary>8BITMIME (RFC 6152).</summary>
    EightBitMime,

    /// <summary>BINARYMIME (RFC 3030): sent with BDAT only, and never to a host without BINARYMIME.</summary>
    BinaryMime,
}
