using System.Buffers.Text;
using System.Text;

namespace Relay.Core.Protocol.Client;

/// <summary>Builds one command line in a given space; remembers when something did not fit or was not safe, so that nothing of it is sent.</summary>
internal ref struct CommandBuilder(Span<byte> space)
{
    private readonly Span<byte> space = space;

    /// <summary>Whether the line may be sent.</summary>
    public bool IsGood { get; private set; } = true;

    /// <summary>Octets written.</summary>
    public int Length { get; private set; }

    /// <summary>The line so far.</summary>
    public readonly ReadOnlySpan<byte> Written => space[..Length];

    /// <summary>Words of the protocol.</summary>
    public void Add(scoped ReadOnlySpan<byte> words)
    {
        if (words.TryCopyTo(space[Length..]))
            Length += words.Length;
        else
            IsGood = false;
    }

    public void Add(long number)
    {
        if (Utf8Formatter.TryFormat(number, space[Length..], out int written))
            Length += written;
        else
            IsGood = false;
    }

    /// <summary>An argument of one word: no control characters and no blanks, whatever the parser said that once read it.</summary>
    public void AddWord(scoped ReadOnlySpan<char> word, bool allowUtf8 = false)
    {
        int start = Length;
        AddText(word);
        if (!IsGood)
            return;
        foreach (byte octet in space[start..Length])
            IsGood &= octet is > (byte)' ' and not 0x7F && (allowUtf8 || octet < 0x80);
    }

    /// <summary>A mailbox in angle brackets. A blank is safe inside a quoted local part only.</summary>
    public void AddPath(scoped ReadOnlySpan<char> localPart, scoped ReadOnlySpan<char> domain, bool allowUtf8)
    {
        Add("<"u8);
        int start = Length;
        AddText(localPart);
        if (IsGood && !IsSafeLocalPart(space[start..Length], allowUtf8))
            IsGood = false;
        Add("@"u8);
        start = Length;
        AddText(domain);
        if (IsGood && !IsSafeDomain(space[start..Length]))
            IsGood = false;
        Add(">"u8);
    }

    /// <summary>Text as UTF-8; the caller vouches for what is in it.</summary>
    public void AddText(scoped ReadOnlySpan<char> text)
    {
        if (Encoding.UTF8.TryGetBytes(text, space[Length..], out int written))
            Length += written;
        else
            IsGood = false;
    }

    private static bool IsSafeLocalPart(ReadOnlySpan<byte> local, bool allowUtf8)
    {
        bool quoted = local is [(byte)'"', .., (byte)'"'];
        foreach (byte octet in local)
        {
            if (octet < ' ' || octet == 0x7F || (octet >= 0x80 && !allowUtf8))
                return false;
            if (!quoted && octet is ((byte)' ' or (byte)'<' or (byte)'>' or (byte)'"' or (byte)'@'))
                return false;
        }

        return !local.IsEmpty && (!quoted || IsClosedAtEnd(local));
    }

    // The closing quote is the last octet, and no other quote closes the string before it.
    private static bool IsClosedAtEnd(ReadOnlySpan<byte> quoted)
    {
        for (int i = 1; i < quoted.Length - 1; i++)
        {
            if (quoted[i] == '"')
                return false;
            if (quoted[i] == '\\' && ++i == quoted.Length - 1)
                return false;
        }

        return true;
    }

    private static bool IsSafeDomain(ReadOnlySpan<byte> domain)
    {
        foreach (byte octet in domain)
        {
            if (!char.IsAsciiLetterOrDigit((char)octet) && octet is not ((byte)'.' or (byte)'-' or (byte)'_' or (byte)':' or (byte)'[' or (byte)']'))
                return false;
        }

        return !domain.IsEmpty;
    }
}
