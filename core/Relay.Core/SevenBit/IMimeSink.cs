namespace Relay.Core.SevenBit;

/// <summary>Is shown the lines of a message, each with the entity that it belongs to.</summary>
internal interface IMimeSink
{
    void Begin(MimeEntity entity);

    /// <summary>A line of the header, or a piece of one.</summary>
    void Field(MimeEntity entity, LinePiece line);

    /// <summary>The header is complete; the empty line, if there is one, comes next.</summary>
    void EndHeader(MimeEntity entity);

    /// <summary>The empty line after a header, or a delimiter.</summary>
    void Mark(LinePiece line);

    /// <summary>A line of a body, or a piece of one.</summary>
    void Body(MimeEntity entity, LinePiece line);

    /// <summary>A line of a preamble or epilogue, which mean nothing (RFC 2046 §5.1.1), or a piece of one.</summary>
    void Around(MimeEntity entity, LinePiece line);

    void End(MimeEntity entity);
}
