using System.Buffers;
using Relay.Core.Protocol.Content;
using Relay.Sdk.Mail;

namespace Relay.Core.Sessions.Receiving;

/// <summary>The start of a message's content, held back until it is known what has to stand before it. Bounded by maxHeaderOctets.</summary>
/// <remarks>
/// Content without a header section would follow the relay's own field as if it were part of it: an empty line goes in between. Submitted mail also
/// gets the fields that it lacks (RFC 6409 §8.2, §8.3), so that its whole header section is held; of other mail only the first name is.
/// </remarks>
internal sealed class HeldHeader(bool submitted)
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

    /// <summary>Whether nothing is held and nothing is missing, so that the content can go as it is.</summary>
    public bool IsNeedless(HeaderScanner header) => length == 0 && !submitted && header.HasFields;

    /// <summary>Whether enough was seen to let it go.</summary>
    public bool IsReady(HeaderScanner header) => header.IsComplete || (!submitted && header.HasFields);

    /// <summary>Writes what is missing, then what was held.</summary>
    public void Release(IBufferWriter<byte> output, HeaderScanner header, MessageId id, string hostname, DateTimeOffset at)
    {
        if (submitted && !header.HasDate)
            FieldText.Write(output, MaxFieldOctets, $"Date: {new MailDate(at)}\r\n");
        if (submitted && !header.HasMessageId)
            FieldText.Write(output, MaxFieldOctets, $"Message-ID: <{id}@{hostname}>\r\n");
        if (header.IsMissing)
            output.Write("\r\n"u8);
        output.Write(array.AsSpan(0, length));
        Drop();
    }

    /// <summary>Forgets what was held.</summary>
    public void Drop()
    {
        if (array.Length > 0)
            ArrayPool<byte>.Shared.Return(array);
        (array, length) = ([], 0);
    }
}
