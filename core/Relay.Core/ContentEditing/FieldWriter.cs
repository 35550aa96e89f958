using System.Text;

namespace Relay.Core.ContentEditing;

/// <summary>Writes a header field that a filter asks for, folded (RFC 5322 §2.2.3).</summary>
internal static class FieldWriter
{
    private const int FoldCharacters = 78;
    private const int MaxLineCharacters = 998;

    // An encoded word may have 75 characters (RFC 2047 §2); this many octets make 64, which leaves room for the name.
    private const int WordOctets = 39;

    /// <summary>Writes the field; null when name or value cannot stand in a header.</summary>
    /// <param name="name">Printable ASCII without colon.</param>
    /// <param name="value">Without control characters but tab.</param>
    /// <param name="smtpUtf8">The message may have UTF-8 in its header (RFC 6532); otherwise the value is put into encoded words.</param>
    public static byte[]? Write(string name, string value, bool smtpUtf8)
    {
        if (name.Length is 0 or > 76 || name.AsSpan().ContainsAnyExceptInRange('!', '~') || name.Contains(':', StringComparison.Ordinal))
            return null;
        if (value.Any(c => c != '\t' && char.IsControl(c)))
            return null;
        StringBuilder field = new StringBuilder(name).Append(':');
        int line = field.Length;
        foreach (string word in smtpUtf8 || Ascii.IsValid(value) ? Words(value) : EncodedWords(value))
        {
            bool folds = line + word.Length > FoldCharacters && line > name.Length + 1;
            if (folds)
                field.Append("\r\n");
            line = folds ? 0 : line;
            field.Append(word.StartsWith('\t') || word.StartsWith(' ') ? "" : " ").Append(word);
            line += word.Length + 1;
            if (line > MaxLineCharacters)
                return null;
        }

        return Encoding.UTF8.GetBytes(field.Append("\r\n").ToString());
    }

    // A word takes the white space before it along, beyond the one space that joins them.
    private static IEnumerable<string> Words(string value)
    {
        int start = 0;
        value = value.Trim(' ', '\t');
        for (int i = 1; i <= value.Length; i++)
        {
            if (i < value.Length && (value[i] is not (' ' or '\t') || value[i - 1] is ' ' or '\t'))
                continue;
            yield return value[start..i];
            start = i;
        }
    }

    private static IEnumerable<string> EncodedWords(string value)
    {
        var part = new List<byte>(WordOctets);
        byte[] octets = new byte[4];
        foreach (Rune rune in value.EnumerateRunes())
        {
            int length = rune.EncodeToUtf8(octets);
            if (part.Count + length > WordOctets)
            {
                yield return $"=?UTF-8?B?{Convert.ToBase64String([.. part])}?=";
                part.Clear();
            }

            part.AddRange(octets.AsSpan(0, length));
        }

        yield return $"=?UTF-8?B?{Convert.ToBase64String([.. part])}?=";
    }
}
