using System.Buffers;
using System.Runtime.InteropServices;
using Relay.Core.Protocol.Client;

namespace Relay.Core.Delivery.Connections;

/// <summary>Gathers what goes out with the next write: commands and short pieces are copied, long stretches of content are only referred
/// to.</summary>
/// <remarks>What was referred to must stay as it is until the next <see cref="Clear"/>. The buffer rents its memory at the first octet and gives it
/// back when idle.</remarks>
internal sealed class SendBuffer : IBufferWriter<byte>, IDisposable
{
    /// <summary>Octets of a write after which it is time to send.</summary>
    public const int MaxOctets = 256 * 1024;

    // The runtime sends up to eight segments without allocating.
    private const int MaxSegments = 8;
    private const int CopiedOctets = 16 * 1024;

    private readonly List<ArraySegment<byte>> segments = new(MaxSegments);
    private byte[]? copied;
    private int runStart;
    private int used;

    /// <summary>Stretches at least this long are referred to and not copied. Set once for the kind of connection.</summary>
    public int ReferenceOctets { get; set; } = 2048;

    /// <summary>Octets to be sent.</summary>
    public int Octets { get; private set; }

    /// <summary>Whether it has to be sent before more can be put in. When not, there is room for one more command.</summary>
    public bool IsFull => segments.Count > MaxSegments - 3 || used > CopiedOctets - CommandWriter.MaxCommandOctets || Octets >= MaxOctets;

    /// <summary>Whether all that is to be sent was copied and lies in <see cref="OnePiece"/>.</summary>
    public bool IsOnePiece => segments.Count == 0;

    /// <summary>What is to be sent, when it lies in one piece.</summary>
    public ReadOnlyMemory<byte> OnePiece => copied.AsMemory(0, used);

    /// <summary>Closes the last run of copied octets and gives all segments.</summary>
    public List<ArraySegment<byte>> Segments
    {
        get
        {
            EndRun();
            return segments;
        }
    }

    /// <summary>Takes as much of the content as there is room for.</summary>
    /// <returns>Octets taken; 0 only when full.</returns>
    public int Take(ReadOnlyMemory<byte> content)
    {
        if (IsFull)
            return 0;
        int length = Math.Min(content.Length, MaxOctets - Octets);
        if (length >= ReferenceOctets && MemoryMarshal.TryGetArray(content[..length], out ArraySegment<byte> segment))
        {
            EndRun();
            segments.Add(segment);
            Octets += length;
            return length;
        }

        Span<byte> room = (copied ??= ArrayPool<byte>.Shared.Rent(CopiedOctets)).AsSpan(used, CopiedOctets - used);
        length = Math.Min(length, room.Length);
        content.Span[..length].CopyTo(room);
        Advance(length);
        return length;
    }

    public void Advance(int count)
    {
        used += count;
        Octets += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0) => Room(sizeHint);

    public Span<byte> GetSpan(int sizeHint = 0) => Room(sizeHint).Span;

    /// <summary>Forgets what was sent.</summary>
    public void Clear()
    {
        segments.Clear();
        runStart = used = Octets = 0;
    }

    /// <summary>Gives the memory back until the next octet.</summary>
    public void Release()
    {
        Clear();
        if (copied is null)
            return;
        ArrayPool<byte>.Shared.Return(copied);
        copied = null;
    }

    public void Dispose() => Release();

    private Memory<byte> Room(int sizeHint)
    {
        copied ??= ArrayPool<byte>.Shared.Rent(CopiedOctets);
        return CopiedOctets - used >= sizeHint
            ? copied.AsMemory(used, CopiedOctets - used)
            : throw new InvalidOperationException("the buffer is full: it has to be sent first");
    }

    private void EndRun()
    {
        if (used > runStart)
            segments.Add(new ArraySegment<byte>(copied!, runStart, used - runStart));
        runStart = used;
    }
}
