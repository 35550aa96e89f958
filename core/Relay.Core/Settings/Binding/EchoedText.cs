using System.Globalization;
using System.Text;

namespace Relay.Core.Settings.Binding;

/// <summary>Text of a settings file in a message about it: short, on one line, and harmless to a terminal.</summary>
internal static class EchoedText
{
    /// <summary>Control characters, line separators and marks of writing direction become escapes as in JSON; what is too long is cut.</summary>
    public static string Of(string text, int maxChars)
    {
        int end = Math.Min(text.Length, maxChars);
        int first = 0;
        while (first < end && !MustBeEscaped(text[first]))
            first++;
        if (first == text.Length)
            return text;
        var shown = new StringBuilder(text, 0, first, maxChars + 16);
        for (int i = first; i < end; i++)
            if (MustBeEscaped(text[i]))
                shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)text[i]:x4}");
            else
                shown.Append(text[i]);
        return end < text.Length ? shown.Append('…').ToString() : shown.ToString();
    }

    private static bool MustBeEscaped(char c) =>
        char.IsControl(c) || c is '\u061c' or '\u200e' or '\u200f' or (>= '\u2028' and <= '\u202e') or (>= '\u2066' and <= '\u2069') or '\ufeff';
}
