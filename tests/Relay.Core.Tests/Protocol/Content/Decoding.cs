using System.Text;
using Relay.Core.Protocol.Content;

namespace Relay.Core.Tests.Protocol.Content;

/// <summary>What a decoder made of some input.</summary>
internal sealed record Decoding(string Content, ContentFaults Faults, bool IsComplete, int Consumed)
{
    /// <summary>Decodes DATA input given in pieces.</summary>
    public static Decoding Data(LineEndRule rule, params IEnumerable<string> pieces)
    {
        var decoder = ContentDecoder.ForData(rule);
        var sink = new CollectingSink();
        int consumed = 0;
        foreach (string piece in pieces)
        {
            if (!decoder.IsComplete)
                consumed += decoder.Decode(Encoding.Latin1.GetBytes(piece), sink);
        }

        return new Decoding(sink.Text, decoder.Faults, decoder.IsComplete, consumed);
    }

    /// <summary>Decodes BDAT chunks.</summary>
    public static Decoding Chunks(LineEndRule rule, params IEnumerable<string> chunks)
    {
        var decoder = ContentDecoder.ForChunks(rule);
        var sink = new CollectingSink();
        int consumed = 0;
        foreach (string chunk in chunks)
            consumed += decoder.Decode(Encoding.Latin1.GetBytes(chunk), sink);
        decoder.Finish(sink);
        return new Decoding(sink.Text, decoder.Faults, decoder.IsComplete, consumed);
    }

    /// <summary>All ways of cutting a text: in one piece, octet by octet, and in two at every place.</summary>
    public static IEnumerable<string[]> Cuts(string text)
    {
        yield return [text];
        yield return [.. text.Select(c => c.ToString())];
        for (int i = 1; i < text.Length; i++)
            yield return [text[..i], text[i..]];
        for (int i = 1; i < text.Length - 1; i++)
            yield return [text[..i], text[i..(i + 1)], text[(i + 1)..]];
    }
}
