using System.Text;

namespace Relay.Core.SevenBit;

/// <summary>Goes through a message line by line and knows which entity each line belongs to; memory is bounded by the depth of nesting.</summary>
/// <remarks>RFC 2046 §5.1, §5.2.1. The delimiters of all open multiparts are looked for everywhere, so that an outer one ends what was left open
/// inside it.</remarks>
internal sealed class MimeWalker
{
    /// <summary>Deeper nesting, or more entities, than any honest message has. What lies beyond is part of a body.</summary>
    public const int MaxDepth = 100;

    public const int MaxEntities = 10_000;

    private readonly LineCutter cutter = new();
    private readonly List<MimeEntity> open = [];
    private readonly IMimeSink sink;
    private int entities;

    public MimeWalker(IMimeSink sink)
    {
        this.sink = sink;
        Begin();
    }

    private MimeEntity Current => open[^1];

    public void Read(ReadOnlySpan<byte> content)
    {
        while (cutter.TryTake(ref content, out LinePiece line))
            Take(line);
    }

    /// <summary>The content has ended.</summary>
    public void Finish()
    {
        if (cutter.TryTakeLast(out LinePiece line))
            Take(line);
        EndDownTo(0);
    }

    private void Take(LinePiece line)
    {
        if (TryTakeDelimiter(line))
            return;
        switch (Current.Stage)
        {
            case MimeStage.Header when line.IsEmptyLine:
                EndHeader(line);
                break;
            case MimeStage.Header:
                Current.Header.Read(line);
                sink.Field(Current, line);
                break;
            case MimeStage.Body:
                sink.Body(Current, line);
                break;
            default:
                sink.Around(Current, line);
                break;
        }
    }

    private bool TryTakeDelimiter(LinePiece line)
    {
        if (!line.IsStart || !line.Text.StartsWith("--"u8) || line.Text.Length == LineCutter.MaxPieceOctets)
            return false;
        for (int i = open.Count - 1; i >= 0; i--)
        {
            MimeEntity multipart = open[i];
            if (multipart.Stage is not (MimeStage.Preamble or MimeStage.Parts)
                || !IsDelimiter(line.Text[2..], multipart.Type.Boundary, out bool isLast))
                continue;
            EndDownTo(i + 1);
            sink.Mark(line);
            multipart.Stage = isLast ? MimeStage.Epilogue : MimeStage.Parts;
            if (!isLast)
            {
                multipart.Parts++;
                Begin();
            }

            return true;
        }

        return false;
    }

    // White space at the end is padding of the transport (RFC 2046 §5.1.1). Anything else makes it another boundary, as those of nested multiparts
    // often begin alike.
    private static bool IsDelimiter(ReadOnlySpan<byte> text, string boundary, out bool isLast)
    {
        isLast = false;
        if (text.Length < boundary.Length || !Ascii.Equals(text[..boundary.Length], boundary))
            return false;
        text = text[boundary.Length..];
        isLast = text.StartsWith("--"u8);
        return (isLast ? text[2..] : text).TrimEnd(" \t"u8).IsEmpty;
    }

    private void EndHeader(LinePiece emptyLine)
    {
        MimeEntity entity = Current;
        entity.EndHeader();
        sink.EndHeader(entity);
        sink.Mark(emptyLine);
        if (entity.Stage == MimeStage.Message)
            Begin();
    }

    private void Begin()
    {
        MimeEntity? parent = open.Count > 0 ? Current : null;
        var entity = new MimeEntity(Math.Min(entities, MaxEntities), parent);
        if (entities++ >= MaxEntities || entity.Depth > MaxDepth)
            entity.Stage = MimeStage.Body;
        open.Add(entity);
        sink.Begin(entity);
    }

    private void EndDownTo(int count)
    {
        while (open.Count > count)
        {
            MimeEntity entity = Current;
            if (entity.Stage == MimeStage.Header)
            {
                entity.EndHeader();
                sink.EndHeader(entity);
            }

            sink.End(entity);
            open.RemoveAt(open.Count - 1);
        }
    }
}
