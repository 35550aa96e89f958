namespace Relay.Core.Protocol.Server;

/// <summary>Reads esmtp-params one by one (RFC 5321 §4.1.2, RFC 6531 §3.3).</summary>
internal ref struct ParameterReader(ReadOnlySpan<char> text)
{
    private ReadOnlySpan<char> rest = text;

    /// <summary>The keyword as written.</summary>
    public ReadOnlySpan<char> Keyword { get; private set; }

    /// <summary>The value; empty when there is none, which <see cref="HasValue"/> tells apart.</summary>
    public ReadOnlySpan<char> Value { get; private set; }

    /// <summary>Whether there is an equals sign.</summary>
    public bool HasValue { get; private set; }

    /// <summary>Whether what was read last is no parameter.</summary>
    public bool IsMalformed { get; private set; }

    /// <summary>Reads the next parameter; false at the end and at a malformed parameter.</summary>
    public bool Read()
    {
        if (rest.IsEmpty)
            return false;
        rest = rest[1..];
        int space = rest.IndexOf(' ');
        ReadOnlySpan<char> item = space < 0 ? rest : rest[..space];
        rest = space < 0 ? [] : rest[space..];
        int equals = item.IndexOf('=');
        HasValue = equals >= 0;
        Keyword = HasValue ? item[..equals] : item;
        Value = HasValue ? item[(equals + 1)..] : [];
        IsMalformed = !IsKeyword(Keyword) || (HasValue && (Value.IsEmpty || Value.Contains('=')));
        return !IsMalformed;
    }

    /// <summary>Whether the keyword is this keyword, in any case of letters.</summary>
    public readonly bool Is(ReadOnlySpan<char> keyword) => Keyword.Equals(keyword, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the value is this value, in any case of letters.</summary>
    public readonly bool ValueIs(ReadOnlySpan<char> value) => Value.Equals(value, StringComparison.OrdinalIgnoreCase);

    private static bool IsKeyword(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || text[0] == '-')
            return false;
        foreach (char c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '-')
                return false;
        }

        return true;
    }
}
