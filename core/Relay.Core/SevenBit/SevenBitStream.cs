using System.Buffers;

namespace Relay.Core.SevenBit;

/// <summary>Reads content and gives it with its changes made, a stretch at a time.</summary>
internal sealed class SevenBitStream : Stream
{
    private const int StretchOctets = 16 * 1024;

    private readonly byte[] stretch = ArrayPool<byte>.Shared.Rent(StretchOctets);
    private readonly ArrayBufferWriter<byte> output = new(StretchOctets);
    private readonly MimeWalker walker;
    private readonly Stream source;
    private int given;
    private bool ended;
    private bool disposed;

    public SevenBitStream(Stream source, IReadOnlyList<EntityChanges> changes)
    {
        this.source = source;
        walker = new MimeWalker(new SevenBitWriter(changes, output));
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (given == output.WrittenCount && !ended)
        {
            output.ResetWrittenCount();
            given = 0;
            int octets = await source.ReadAsync(stretch.AsMemory(0, StretchOctets), cancellationToken);
            ended = octets == 0;
            if (ended)
                walker.Finish();
            else
                walker.Read(stretch.AsSpan(0, octets));
        }

        int length = Math.Min(buffer.Length, output.WrittenCount - given);
        output.WrittenMemory.Slice(given, length).CopyTo(buffer);
        given += length;
        return length;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        await source.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !disposed)
        {
            disposed = true;
            source.Dispose();
            ArrayPool<byte>.Shared.Return(stretch);
        }

        base.Dispose(disposing);
    }
}
