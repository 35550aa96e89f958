using System.Buffers;
using Relay.Core.Protocol.Content;
using Relay.Sdk.Mail;

namespace Relay.Core.Sessions.Receiving;

/// <summary>The header section of a submitted message, held back until it is known which fields are missing (RFC 6409 §8.2, §8.3). Bounded by maxHeaderOctets.</summary>
internal sealed class HeldHeader
{
    private const int FirstOctets = 4096;
    private const int MaxFieldOctets = 512;
    private byte[] array = [];
    private int length;

    /// <summary>Holds more of it.</summary>
    public void Hold(ReadOnlySpan<byte> part)
    {
        if (length + part.Length > array.Length)
        {
            int kept = length;
            byte[] next = ArrayPool<byte>.Shared.Rent(Math.Max(length + part.Length, Math.Max(FirstOctets, array.Length * 2)));
            array.AsSpan(0, length).CopyTo(next);
            Drop();
            (array, length) = (next, kept);
        }

        part.CopyTo(array.AsSpan(length));
        length += part.Length;
    }

    /// <summary>Writes the missing fields, then what was held.</summary>
    public void Release(IBufferWriter<byte> output, HeaderScanner header, MessageId id, string hostname, DateTimeOffset at)
    {
        ReadOnlySpan<byte> text = array.AsSpan(0, length);
        bool isBody = BeginsLikeBody(text);
        if (isBody || !header.HasDate)
            FieldText.Write(output, MaxFieldOctets, $"Date: {at.UtcDateTime:ddd, dd MMM yyyy HH:mm:ss} +0000\r\n");
        if (isBody || !header.HasMessageId)
            FieldText.Write(output, MaxFieldOctets, $"Message-ID: <{id}@{hostname}>\r\n");
        if (isBody)
            output.Write("\r\n"u8);
        output.Write(text);
        Drop();
    }

    // There is no header section at all: the first line is neither a field nor empty, and without an empty line it would follow the relay's own fields.
    private static bool BeginsLikeBody(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || text[0] is (byte)'\r' or (byte)'\n')
            return false;
        int name = text.IndexOfAnyExceptInRange((byte)'!', (byte)'~');
        if (text[..(name < 0 ? text.Length : name)].Contains((byte)':'))
            return text[0] == ':';
        return name <= 0 || !text[name..].TrimStart(" \t"u8).StartsWith(":"u8);
    }

    /// <summary>Forgets what was held.</summary>
    public void Drop()
    {
        if (array.Length > 0)
            ArrayPool<byte>.Shared.Return(array);
        (array, length) = ([], 0);
    }
}
