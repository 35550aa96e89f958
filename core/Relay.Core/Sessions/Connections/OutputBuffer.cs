using System.Buffers;

namespace Relay.Core.Sessions.Connections;

/// <summary>Replies that wait for one flush; the array is rented only while there are any.</summary>
internal sealed class OutputBuffer : IBufferWriter<byte>
{
    private const int FirstOctets = 1024;
    private byte[] array = [];
    private int length;

    public ReadOnlyMemory<byte> Written => array.AsMemory(0, length);

    public int Length => length;

    public void Advance(int count) => length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        int wanted = length + Math.Max(sizeHint, 1);
        if (wanted > array.Length)
        {
            byte[] next = ArrayPool<byte>.Shared.Rent(Math.Max(wanted, Math.Max(FirstOctets, array.Length * 2)));
            Written.CopyTo(next);
            int kept = length;
            Release();
            (array, length) = (next, kept);
        }

        return array.AsMemory(length);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <summary>Gives the array back; the buffer can be used again.</summary>
    public void Release()
    {
        if (array.Length > 0)
            ArrayPool<byte>.Shared.Return(array);
        array = [];
        length = 0;
    }
}
