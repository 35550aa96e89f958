namespace Relay.Sdk.Mail;

/// <summary>The relay's own id of a queued message: in its replies, log lines, events and commands. Not the Message-ID header.</summary>
/// <remarks>63 bits, growing with the time of acceptance; written as 13 characters of Crockford's base 32, so that names sort by time.</remarks>
[System.Text.Json.Serialization.JsonConverter(typeof(MessageIdJsonConverter))]
public readonly record struct MessageId(long Value) : IComparable<MessageId>
{
    private const string Digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int Length = 13;

    /// <summary>Reads the 13 characters of <see cref="ToString"/>, in either case.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out MessageId id)
    {
        id = default;
        // The first of 13 digits has three bits of the 63.
        if (text.Length != Length || text[0] is < '0' or > '7')
            return false;
        long value = 0;
        foreach (char c in text)
        {
            int digit = Digits.IndexOf(char.ToUpperInvariant(c), StringComparison.Ordinal);
            if (digit < 0)
                return false;
            value = (value << 5) | (long)digit;
        }

        id = new MessageId(value);
        return true;
    }

    /// <summary>Writes the 13 characters.</summary>
    public override string ToString() => string.Create(Length, Value, static (text, value) =>
    {
        for (int i = Length - 1; i >= 0; i--, value >>= 5)
            text[i] = Digits[(int)(value & 31)];
    });

    /// <inheritdoc/>
    public int CompareTo(MessageId other) => Value.CompareTo(other.Value);

    /// <summary>Accepted earlier.</summary>
    public static bool operator <(MessageId left, MessageId right) => left.Value < right.Value;

    /// <summary>Accepted later.</summary>
    public static bool operator >(MessageId left, MessageId right) => left.Value > right.Value;

    /// <summary>Not accepted later.</summary>
    public static bool operator <=(MessageId left, MessageId right) => left.Value <= right.Value;

    /// <summary>Not accepted earlier.</summary>
    public static bool operator >=(MessageId left, MessageId right) => left.Value >= right.Value;
}
