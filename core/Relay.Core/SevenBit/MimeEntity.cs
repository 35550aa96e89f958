namespace Relay.Core.SevenBit;

/// <summary>A message, or a part of a multipart, while it passes by.</summary>
/// <param name="index">Entities are counted in the order in which they begin, from 0, the message.</param>
/// <param name="parent">The multipart or message/rfc822 that holds it; null for the message itself.</param>
internal sealed class MimeEntity(int index, MimeEntity? parent)
{
    public int Index { get; } = index;

    public MimeEntity? Parent { get; } = parent;

    public int Depth { get; } = parent is null ? 0 : parent.Depth + 1;

    public EntityHeader Header { get; } = new();

    public MimeStage Stage { get; set; } = MimeStage.Header;

    /// <summary>Known from the end of the header on.</summary>
    public MediaType Type { get; private set; } = MediaType.Absent;

    /// <summary>Known from the end of the header on.</summary>
    public TransferEncoding Encoding { get; private set; }

    /// <summary>Parts of a multipart so far.</summary>
    public int Parts { get; set; }

    /// <summary>Whether its header is that of a message and not of a part.</summary>
    public bool IsMessage { get; } = parent is null || parent.Type.IsMessage;

    /// <summary>Whether it lies within something signed or encrypted.</summary>
    public bool IsSealed { get; } = parent is not null && (parent.IsSealed || parent.Type.IsSealed);

    /// <summary>Whether readers may differ about what it is, as its header or one around it is broken.</summary>
    public bool IsUnclear => Header.IsBroken || Parent is { IsUnclear: true };

    public void EndHeader()
    {
        Encoding = Header.Encoded();
        Type = Header.Type();
        if (Type == MediaType.Absent && Parent is { Type: { Type: "multipart", Subtype: "digest" } } && !Header.HasContentType)
            Type = new MediaType("message", "rfc822", "");
        bool isOpen = Encoding != TransferEncoding.Encoded;
        Stage = isOpen && Type.IsMultipart ? MimeStage.Preamble : isOpen && Type.IsMessage ? MimeStage.Message : MimeStage.Body;
    }
}
