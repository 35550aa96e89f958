using System.Buffers;
using Relay.Sdk.Spool;

namespace Relay.Core.Spool.Content;

/// <summary>Content in one pooled buffer.</summary>
internal sealed class PooledContent(byte[] buffer, int length) : SpooledContent
{
    private byte[]? buffer = buffer;

    public override long LengthOctets => length;

    public override ReadOnlySequence<byte>? Memory => new ReadOnlySequence<byte>(Buffer, 0, length);

    public ReadOnlySpan<byte> Span => Buffer.AsSpan(0, length);

    private byte[] Buffer => buffer ?? throw new ObjectDisposedException(nameof(PooledContent));

    public override ValueTask<Stream> OpenReadAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult<Stream>(new MemoryStream(Buffer, 0, length, writable: false));

    protected override void Free()
    {
        byte[]? returned = Interlocked.Exchange(ref buffer, null);
        if (returned is not null)
            ArrayPool<byte>.Shared.Return(returned);
    }
}
