namespace Relay.Sdk.Replies;

/// <summary>An enhanced mail system status code: class, subject, detail (RFC 3463 §2).</summary>
/// <param name="Class">2 success, 4 persistent transient failure, 5 permanent failure; 0 when there is none.</param>
/// <param name="Subject">0 to 999.</param>
/// <param name="Detail">0 to 999.</param>
public readonly record struct EnhancedStatus(int Class, int Subject, int Detail)
{
    /// <summary>No enhanced status, as in the greeting, EHLO and 3xx replies (RFC 2034 §4).</summary>
    public static EnhancedStatus None => default;

    /// <summary>Whether this is <see cref="None"/>.</summary>
    public bool IsNone => Class == 0;

    /// <summary>Reads <c>class.subject.detail</c>.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out EnhancedStatus status)
    {
        status = default;
        if (text.Length < 5 || text[0] is not ('2' or '4' or '5') || text[1] != '.')
            return false;
        ReadOnlySpan<char> rest = text[2..];
        int dot = rest.IndexOf('.');
        if (dot < 0 || !TryNumber(rest[..dot], out int subject) || !TryNumber(rest[(dot + 1)..], out int detail))
            return false;
        status = new EnhancedStatus(text[0] - '0', subject, detail);
        return true;
    }

    /// <summary>Reads a code that is known to be good.</summary>
    /// <exception cref="FormatException">The text is no enhanced status.</exception>
    public static EnhancedStatus Parse(string text) =>
        TryParse(text, out EnhancedStatus status) ? status : throw new FormatException($"'{text}' is not an enhanced status code");

    private static bool TryNumber(ReadOnlySpan<char> digits, out int number)
    {
        number = 0;
        if (digits.Length is 0 or > 3)
            return false;
        foreach (char c in digits)
        {
            if (!char.IsAsciiDigit(c))
                return false;
            number = (number * 10) + (c - '0');
        }

        return true;
    }

    /// <summary>The code as <c>class.subject.detail</c>; empty for <see cref="None"/>.</summary>
    public override string ToString() => IsNone ? "" : $"{Class}.{Subject}.{Detail}";
}
