using System.Buffers;
using Relay.Sdk.Spool;

namespace KeepsInMemory;

/// <summary>Content on its way in.</summary>
internal sealed class MemoryDraft : ISpoolDraft
{
    private readonly ArrayBufferWriter<byte> content = new();

    public long LengthOctets => content.WrittenCount;

    public void Advance(int count) => content.Advance(count);

    public Memory<byte> GetMemory(int sizeHint = 0) => content.GetMemory(sizeHint);

    public Span<byte> GetSpan(int sizeHint = 0) => content.GetSpan(sizeHint);

    public ValueTask FlushAsync(CancellationToken cancellationToken) => default;

    public ValueTask<SpooledContent> ReadBackAsync(CancellationToken cancellationToken) => new(new MemoryContent(ToArray()));

    public ValueTask DisposeAsync() => default;

    internal byte[] ToArray() => content.WrittenSpan.ToArray();
}
