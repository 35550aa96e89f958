namespace Relay.Core.Protocol.Content;

/// <summary>What is done with a CR without LF, an LF without CR, and NUL in content. None of them ever ends the data.</summary>
public enum LineEndRule
{
    /// <summary>The content is refused once its end has been seen; nothing behind the first fault is passed on.</summary>
    Refuse,

    /// <summary>A bare CR or LF becomes CRLF; NUL is left out.</summary>
    Repair,

    /// <summary>
    /// Passed on as it is, but for a bare CR or LF before a dot, which becomes CRLF: a next hop that takes it for a line end would otherwise see the
    /// end of data, or a line without its stuffed dot.
    /// </summary>
    Keep,

    /// <summary>Binary content (BINARYMIME): nothing is looked at.</summary>
    Binary,
}
