using System.Buffers;
using Relay.Sdk.Spool;

namespace Relay.Sdk.Testing.Spool;

/// <summary>Content in memory.</summary>
/// <param name="content">All of it.</param>
/// <param name="freed">Called when the last holder lets it go.</param>
internal sealed class MemoryContent(byte[] content, Action freed) : SpooledContent
{
    public override long LengthOctets => content.Length;

    public override ReadOnlySequence<byte>? Memory => new ReadOnlySequence<byte>(content);

    public override ValueTask<Stream> OpenReadAsync(CancellationToken cancellationToken) => new(new MemoryStream(content, writable: false));

    protected override void Free() => freed();
}
