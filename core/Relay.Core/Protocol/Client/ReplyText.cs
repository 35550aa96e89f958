using System.Buffers;
using System.Text;

namespace Relay.Core.Protocol.Client;

/// <summary>Makes a peer's text fit for logs, reports and the spool.</summary>
internal static class ReplyText
{
    private static readonly SearchValues<byte> Printable =
        SearchValues.Create(Enumerable.Range(' ', '~' - ' ' + 1).Select(octet => (byte)octet).ToArray());

    /// <summary>Whether the text is printable ASCII throughout.</summary>
    public static bool IsPlain(ReadOnlySpan<byte> text) => !text.ContainsAnyExcept(Printable);

    /// <summary>Appends the text as UTF-8; control characters and broken sequences become question marks, a tab a blank.</summary>
    public static void AppendClean(StringBuilder output, ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            OperationStatus status = Rune.DecodeFromUtf8(text, out Rune rune, out int consumed);
            text = text[consumed..];
            if (rune.Value == '\t')
                output.Append(' ');
            else if (status != OperationStatus.Done || Rune.IsControl(rune))
                output.Append('?');
            else
                output.Append(rune.ToString());
        }
    }

    /// <summary>One line of at most <paramref name="maxCharacters"/> characters without control characters, for the relay's own words about an
    /// error.</summary>
    public static string OneLine(string text, int maxCharacters = 512)
    {
        ReadOnlySpan<char> kept = text.AsSpan(0, Math.Min(text.Length, maxCharacters));
        return string.Create(kept.Length, kept, static (output, input) =>
        {
            for (int i = 0; i < input.Length; i++)
                output[i] = char.IsControl(input[i]) ? ' ' : input[i];
        });
    }
}
