using System.Buffers;

namespace Relay.Core.Sessions.Connections;

/// <summary>What has arrived and is not yet used: one pooled array, small while commands come, larger while content does.</summary>
internal sealed class InputBuffer
{
    private const int SmallOctets = 4096;

    // Not given back for a smaller one between two messages: that would only churn the pool.
    private const int KeptOctets = 8192;
    private const int LargeOctets = 64 * 1024;
    private byte[] array = [];
    private int start;
    private int end;

    public ReadOnlyMemory<byte> Unread => array.AsMemory(start, end - start);

    public ReadOnlySpan<byte> UnreadSpan => array.AsSpan(start, end - start);

    public void Consume(int octets) => start += octets;

    /// <summary>Drops all of it.</summary>
    public void Clear() => start = end = 0;

    /// <summary>Gives room to receive into, at least one octet.</summary>
    /// <param name="octets">How large the whole buffer should be; it shrinks only when empty.</param>
    public Memory<byte> Room(int octets)
    {
        if (start == end)
        {
            start = end = 0;
            if (array.Length < octets || array.Length > Math.Max(octets, KeptOctets))
                Replace(Math.Clamp(octets, SmallOctets, LargeOctets));
        }
        else if (end == array.Length && start > 0)
        {
            array.AsSpan(start, end - start).CopyTo(array);
            (start, end) = (0, end - start);
        }
        else if (end == array.Length)
        {
            Replace(array.Length * 2);
        }

        return array.AsMemory(end);
    }

    /// <summary>Octets have been received into the room.</summary>
    /// <returns>Whether they filled it, so that more are probably waiting.</returns>
    public bool Received(int octets)
    {
        end += octets;
        return end == array.Length;
    }

    /// <summary>Gives the array back; the buffer can be used again.</summary>
    public void Release()
    {
        if (array.Length > 0)
            ArrayPool<byte>.Shared.Return(array);
        array = [];
        Clear();
    }

    private void Replace(int octets)
    {
        byte[] next = ArrayPool<byte>.Shared.Rent(octets);
        UnreadSpan.CopyTo(next);
        int length = end - start;
        Release();
        (array, end) = (next, length);
    }
}
