using Microsoft.Win32.SafeHandles;

namespace Relay.Core.Spool.Content;

/// <summary>Reads a content file at a position of its own; many may read one handle.</summary>
internal sealed class FileContentStream(SafeFileHandle handle, long length, bool warm) : Stream
{
    private long position;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => position;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            position = value;
        }
    }

    public override int Read(Span<byte> buffer)
    {
        int read = RandomAccess.Read(handle, buffer[..Wanted(buffer.Length)], position);
        return Advance(read, buffer.Length);
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();

        // What lies in the cache is copied at once; anything else may wait for the disk, which is not this thread's business.
        return warm ? new ValueTask<int>(Read(buffer.Span)) : ReadColdAsync(buffer, cancellationToken);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override long Seek(long offset, SeekOrigin origin)
    {
        Position = origin switch
        {
            SeekOrigin.Begin => offset,
            SeekOrigin.Current => position + offset,
            _ => length + offset,
        };
        return position;
    }

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private async ValueTask<int> ReadColdAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        int read = await RandomAccess.ReadAsync(handle, buffer[..Wanted(buffer.Length)], position, cancellationToken);
        return Advance(read, buffer.Length);
    }

    private int Wanted(int room) => (int)Math.Clamp(length - position, 0, room);

    private int Advance(int read, int room)
    {
        // Never let a shortened file pass for a whole message.
        if (read == 0 && room > 0 && position < length)
            throw new IOException($"a content file ends after {position} of {length} octets");
        position += read;
        return read;
    }
}
