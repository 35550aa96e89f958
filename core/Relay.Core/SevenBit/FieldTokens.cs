using System.Buffers;
using System.Text;

namespace Relay.Core.SevenBit;

/// <summary>Reads the words of a structured MIME field: tokens, quoted strings and special characters, white space and comments passed over (RFC 2045
/// §5.1).</summary>
internal ref struct FieldTokens(ReadOnlySpan<char> text)
{
    private static readonly SearchValues<char> Specials = SearchValues.Create("()<>@,;:\\\"/[]?= \t\r\n");

    private ReadOnlySpan<char> rest = text;

    /// <summary>Reads a token, or the content of a quoted string; empty when something else comes.</summary>
    public string Word()
    {
        PassOver();
        if (rest is ['"', ..])
            return Quoted();
        int end = rest.IndexOfAny(Specials);
        ReadOnlySpan<char> word = end < 0 ? rest : rest[..end];
        rest = rest[word.Length..];
        return word.ToString();
    }

    /// <summary>Reads this special character, if it comes next.</summary>
    public bool Take(char special)
    {
        PassOver();
        if (rest.IsEmpty || rest[0] != special)
            return false;
        rest = rest[1..];
        return true;
    }

    /// <summary>Goes on behind the next semicolon that stands in no string or comment; false when there is none.</summary>
    public bool NextParameter()
    {
        while (!Take(';'))
        {
            if (rest.IsEmpty)
                return false;
            if (Word().Length == 0 && !rest.IsEmpty && rest[0] is not (';' or '"' or '('))
                rest = rest[1..];
        }

        return true;
    }

    private string Quoted()
    {
        var content = new StringBuilder();
        for (int i = 1; i < rest.Length; i++)
        {
            if (rest[i] == '"')
            {
                rest = rest[(i + 1)..];
                return content.ToString();
            }

            if (rest[i] == '\\' && i + 1 < rest.Length)
                i++;
            content.Append(rest[i]);
        }

        rest = default;
        return content.ToString();
    }

    private void PassOver()
    {
        rest = rest.TrimStart(" \t\r\n");
        while (rest is ['(', ..])
        {
            int depth = 0, i = 0;
            do
            {
                if (rest[i] == '\\')
                    i++;
                else if (rest[i] == '(')
                    depth++;
                else if (rest[i] == ')')
                    depth--;
                i++;
            }
            while (depth > 0 && i < rest.Length);
            rest = rest[Math.Min(i, rest.Length)..].TrimStart(" \t\r\n");
        }
    }
}
