using System.Text;

namespace Relay.Core.Settings.Binding;

/// <summary>Turns offsets of a UTF-8 text into lines and columns.</summary>
internal sealed class LineTable
{
    private readonly byte[] text;
    private readonly List<int> starts = [0];

    // Where the last question was, since they come in the order of the text: a line of many keys is not counted again for each of them.
    private (int Line, int At, int Chars) last;

    public LineTable(byte[] text)
    {
        this.text = text;
        for (int i = 0; i < text.Length; i++)
            if (text[i] == '\n')
                starts.Add(i + 1);
    }

    public SettingsPlace PlaceOf(SettingsSource source, long offset)
    {
        int at = (int)Math.Clamp(offset, 0, text.Length);
        int line = starts.BinarySearch(at);
        if (line < 0)
            line = ~line - 1;
        (int from, int before) = last.Line == line && last.At <= at && last.At >= starts[line] ? (last.At, last.Chars) : (starts[line], 0);
        int column = before + Encoding.UTF8.GetCharCount(text, from, at - from);
        last = (line, at, column);
        return new SettingsPlace(source, line + 1, column + 1);
    }

    /// <param name="line">Counted from 0, as JsonException does.</param>
    /// <param name="octet">Offset in the line.</param>
    public SettingsPlace PlaceOf(SettingsSource source, long line, long octet) =>
        PlaceOf(source, starts[(int)Math.Clamp(line, 0, starts.Count - 1)] + octet);
}
