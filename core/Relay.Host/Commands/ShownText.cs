namespace Relay.Host.Commands;

/// <summary>Makes text that strangers have sent fit to be shown: on one line, in one column, in its own order.</summary>
internal static class ShownText
{
    /// <summary>The text with spaces for tabs, and question marks for other control characters, line separators and marks of writing
    /// direction.</summary>
    public static string Of(string text)
    {
        foreach (char c in text)
            if (Shown(c) != c)
                return string.Create(text.Length, text, static (shown, given) =>
                {
                    for (int i = 0; i < shown.Length; i++)
                        shown[i] = Shown(given[i]);
                });
        return text;
    }

    private static char Shown(char c) => c switch
    {
        '\t' => ' ',
        _ when char.IsControl(c) => '?',
        '\u061c' or '\u200e' or '\u200f' or (>= '\u2028' and <= '\u202e') or (>= '\u2066' and <= '\u2069') or '\ufeff' => '?',
        _ => c,
    };
}
