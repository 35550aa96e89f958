using System.Buffers;
using Relay.Sdk.Spool;

namespace KeepsInMemory;

/// <summary>Content that is there as long as somebody holds it.</summary>
internal sealed class MemoryContent(byte[] content) : SpooledContent
{
    public override long LengthOctets => content.Length;

    public override ReadOnlySequence<byte>? Memory => new ReadOnlySequence<byte>(content);

    public override ValueTask<Stream> OpenReadAsync(CancellationToken cancellationToken) => new(new MemoryStream(content, writable: false));

    protected override void Free()
    {
    }
}
