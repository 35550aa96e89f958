using System.Buffers;
using System.Globalization;
using System.Text;

namespace Relay.Core.Reports;

/// <summary>Writes the lines of a report. Whatever strangers put into replies, addresses and parameters, each call writes whole lines of its own
/// kind.</summary>
internal sealed class ReportText(IBufferWriter<byte> output)
{
    private const int Columns = 76;

    // Words beyond this are cut into pieces, so that they fit a line of 998 octets (RFC 5322 §2.1.1).
    private const int MaxWordOctets = 900;
    private const int PieceCharacters = 200;

    /// <summary>Writes a line that is known to be clean and short.</summary>
    public void Line(string text = "")
    {
        Encoding.UTF8.GetBytes(text, output);
        output.Write("\r\n"u8);
    }

    /// <summary>Writes a header or status field that must stay as it is: an address, a date. At most 900 octets.</summary>
    public void Exactly(string name, string value) => Line($"{name}: {value}");

    /// <summary>Writes a header or status field of words, folded.</summary>
    public void Folded(string name, string value) => Wrap(name + ":", Words(value), " ");

    /// <summary>Writes text, wrapped.</summary>
    public void Paragraph(string text, string indent = "") => Wrap(null, Words(text), indent);

    /// <summary>Makes one line of a text: no control or invisible characters, nothing beyond the limit.</summary>
    /// <param name="text">The text.</param>
    /// <param name="ascii">Whether what is not ASCII becomes a question mark.</param>
    /// <param name="maxOctets">What is longer is cut and marked with dots.</param>
    public static string Clean(string text, bool ascii, int maxOctets)
    {
        var clean = new StringBuilder(Math.Min(text.Length, maxOctets));
        int octets = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            octets += ascii ? 1 : rune.Utf8SequenceLength;
            if (octets > maxOctets)
                return clean.Append("...").ToString();
            switch (Rune.GetUnicodeCategory(rune))
            {
                case UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator:
                    clean.Append(' ');
                    break;
                case UnicodeCategory.Format or UnicodeCategory.Surrogate:
                    clean.Append('?');
                    break;
                default:
                    clean.Append(ascii && !rune.IsAscii ? "?" : rune.ToString());
                    break;
            }
        }

        return clean.ToString();
    }

    private void Wrap(string? first, IEnumerable<string> words, string indent)
    {
        var line = new StringBuilder(first ?? "");
        bool begun = first is not null;
        foreach (string word in words)
        {
            if (begun && line.Length + 1 + word.Length > Columns)
            {
                Line(line.ToString());
                line.Clear();
                begun = false;
            }

            line.Append(begun ? " " : indent).Append(word);
            begun = true;
        }

        if (line.Length > 0)
            Line(line.ToString());
    }

    private static IEnumerable<string> Words(string text)
    {
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (Encoding.UTF8.GetByteCount(word) <= MaxWordOctets)
            {
                yield return word;
                continue;
            }

            for (int at = 0; at < word.Length;)
            {
                int length = Math.Min(PieceCharacters, word.Length - at);
                // Two halves of one character stay together.
                if (at + length < word.Length && char.IsHighSurrogate(word[at + length - 1]))
                    length--;
                yield return word.Substring(at, length);
                at += length;
            }
        }
    }
}
