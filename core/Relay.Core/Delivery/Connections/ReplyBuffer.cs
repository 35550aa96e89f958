using System.Buffers;
using System.Text;
using Relay.Core.Protocol.Client;

namespace Relay.Core.Delivery.Connections;

/// <summary>The octets that have come in on an outbound connection, and the replies in them, one after the other. Its memory is pooled, and held
/// until <see cref="Release"/>.</summary>
internal sealed class ReplyBuffer
{
    private const int FirstOctets = 4096;

    private byte[]? received;
    private int start;
    private int end;
    private int replyStart;
    private ReplyScanner scanner;

    /// <summary>The last reply taken; valid until the next reply is begun.</summary>
    public ReplyView Reply => new(scanner.Code, LastReply);

    /// <summary>The octets of the last reply taken.</summary>
    public ReadOnlySpan<byte> LastReply => received.AsSpan(replyStart, scanner.Length);

    /// <summary>Octets that no reply was made of yet.</summary>
    public ReadOnlySpan<byte> Unread => received.AsSpan(start, end - start);

    /// <summary>Begins to look for the next reply, in what is there already.</summary>
    public ReplyScan Begin(ReplyScanner fresh)
    {
        scanner = fresh;
        return end > start ? scanner.Scan(Unread) : ReplyScan.NeedMore;
    }

    /// <summary>Room for what comes in next.</summary>
    public Memory<byte> MakeRoom()
    {
        received ??= ArrayPool<byte>.Shared.Rent(FirstOctets);
        if (start == end)
            start = end = 0;
        if (end < received.Length)
            return received.AsMemory(end);

        // The scanner's bounds end this long before the array gets large.
        byte[] target = start > 0 ? received : ArrayPool<byte>.Shared.Rent(received.Length * 2);
        Unread.CopyTo(target);
        if (target != received)
            ArrayPool<byte>.Shared.Return(received);
        received = target;
        (start, end) = (0, end - start);
        return received.AsMemory(end);
    }

    /// <summary>Looks on, after so many octets have been put into the room.</summary>
    public ReplyScan Add(int octets)
    {
        end += octets;
        return scanner.Scan(Unread);
    }

    /// <summary>Takes the reply that is complete; <see cref="Reply"/> shows it.</summary>
    /// <returns>The reply code.</returns>
    public int Take()
    {
        replyStart = start;
        start += scanner.Length;
        while (start < end && received![start] is (byte)'\r' or (byte)'\n')
            start++;
        return scanner.Code;
    }

    /// <summary>The beginning of what is there, as text for people.</summary>
    public string FirstWords()
    {
        const int Most = 80;
        ReadOnlySpan<byte> line = Unread.TrimStart(" \t\r\n"u8);
        int length = line.IndexOfAny((byte)'\r', (byte)'\n');
        var words = new StringBuilder();
        ReplyText.AppendClean(words, line[..Math.Min(length < 0 ? line.Length : length, Most)]);
        return words.ToString();
    }

    /// <summary>Forgets what no reply was made of.</summary>
    public void Clear() => start = end = 0;

    /// <summary>Gives the memory back; the last reply cannot be looked at any more. Nothing may be unread.</summary>
    public void Release()
    {
        if (received is null)
            return;
        ArrayPool<byte>.Shared.Return(received);
        received = null;
        scanner = default;
        start = end = replyStart = 0;
    }
}
