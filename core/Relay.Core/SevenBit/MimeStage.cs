namespace Relay.Core.SevenBit;

/// <summary>Where in an entity the next line belongs.</summary>
internal enum MimeStage
{
    Header,

    /// <summary>In a body that is not looked into.</summary>
    Body,

    /// <summary>In the message that an entity of type message/rfc822 holds.</summary>
    Message,

    /// <summary>Of a multipart: before its first delimiter.</summary>
    Preamble,

    /// <summary>Of a multipart: behind a delimiter, in a part.</summary>
    Parts,

    /// <summary>Of a multipart: behind its last delimiter.</summary>
    Epilogue,
}
