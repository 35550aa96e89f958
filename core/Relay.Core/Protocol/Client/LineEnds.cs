using System.Buffers;

namespace Relay.Core.Protocol.Client;

/// <summary>Looks whether content has the line ends that RFC 5321 §2.3.8 wants.</summary>
internal static class LineEnds
{
    /// <summary>Whether every CR and LF is part of a CRLF and the content ends with one.</summary>
    public static bool AreCrlf(ReadOnlySequence<byte> content)
    {
        var stuffer = new DotStuffer();
        foreach (ReadOnlyMemory<byte> segment in content)
        {
            ReadOnlySpan<byte> rest = segment.Span;
            while (!rest.IsEmpty)
            {
                rest = rest[stuffer.Next(rest)..];
                if (!stuffer.Insertion.IsEmpty && !stuffer.Insertion.SequenceEqual("."u8))
                    return false;
            }
        }

        return stuffer.End.SequenceEqual(".\r\n"u8);
    }
}
