using Relay.Sdk.Replies;

namespace Relay.Core.SevenBit;

/// <summary>Finds out what has to change in a message so that it is 7bit throughout, or why it cannot be made so.</summary>
/// <remarks>
/// RFC 6152 §3: nothing may be lost, and the result has to be valid 7bit MIME (RFC 2045 §2.7). So a body with octets beyond ASCII, NULs or lines
/// beyond 998 octets is encoded; what cannot be encoded makes the whole impossible.
/// </remarks>
internal sealed class MimeSurvey : IMimeSink
{
    private const int MaxLineOctets = 998;

    private readonly List<EntityChanges> changes = [];
    private long lineOctets;
    private bool preambleIsEightBit;

    /// <summary>By <see cref="MimeEntity.Index"/>.</summary>
    public IReadOnlyList<EntityChanges> Changes => changes;

    /// <summary>Why the message cannot be converted; null when it can.</summary>
    public SmtpReply? Refusal { get; private set; }

    public void Begin(MimeEntity entity)
    {
        if (entity.Index == MimeWalker.MaxEntities || entity.Depth > MimeWalker.MaxDepth)
            Refusal ??= SevenBitRefusals.NotConvertible;
        changes.Add(EntityChanges.None);
        preambleIsEightBit = false;
    }

    public void Field(MimeEntity entity, LinePiece line)
    {
        if (!line.IsAscii)
            Refusal ??= entity.IsSealed ? SevenBitRefusals.SealedContent : SevenBitRefusals.EightBitHeader;
    }

    public void EndHeader(MimeEntity entity)
    {
        if (!entity.IsSealed && entity.Encoding == TransferEncoding.EightBit)
            changes[entity.Index] |= EntityChanges.Relabel;
    }

    public void Mark(LinePiece line)
    {
    }

    public void Body(MimeEntity entity, LinePiece line)
    {
        lineOctets = (line.IsStart ? 0 : lineOctets) + line.Text.Length;
        if (line.IsAscii && lineOctets <= MaxLineOctets && !line.Text.Contains((byte)0))
            return;
        bool mayChange = !entity.IsSealed && entity.Encoding != TransferEncoding.Encoded && entity.Type.MayBeEncoded;
        if (mayChange)
            Encode(entity);
        else if (!line.IsAscii)
            Refusal ??= entity.IsSealed ? SevenBitRefusals.SealedContent : SevenBitRefusals.NotConvertible;
    }

    public void Around(MimeEntity entity, LinePiece line)
    {
        if (line.IsAscii)
            return;
        if (entity.IsSealed || entity.Type.IsSealed)
            Refusal ??= SevenBitRefusals.SealedContent;
        if (entity.IsUnclear)
            Refusal ??= SevenBitRefusals.NotConvertible;
        preambleIsEightBit |= entity.Stage == MimeStage.Preamble;
    }

    // Readers ignore what stands around the parts (RFC 2046 §5.1.1), unless it is all that there is.
    public void End(MimeEntity entity)
    {
        if (preambleIsEightBit && entity.Parts == 0)
            Refusal ??= SevenBitRefusals.NotConvertible;
    }

    private void Encode(MimeEntity entity)
    {
        if (changes[entity.Index].HasFlag(EntityChanges.Encode))
            return;
        if (entity.IsUnclear)
            Refusal ??= SevenBitRefusals.NotConvertible;
        changes[entity.Index] = EntityChanges.Encode;
        if (!entity.Header.HasContentType)
            changes[entity.Index] |= EntityChanges.AddContentType;
        for (MimeEntity? message = entity; message is not null; message = message.Parent)
        {
            if (message.IsMessage && !message.Header.HasMimeVersion)
                changes[message.Index] |= EntityChanges.AddMimeVersion;
        }
    }
}
