using System.Buffers;
using Relay.Sdk.Spool;

namespace Relay.TestKit.Scheduling;

/// <summary>A draft in memory.</summary>
public sealed class QueueDraft : ISpoolDraft
{
    private readonly ArrayBufferWriter<byte> octets = new();
    private bool isSealed;

    public long LengthOctets => octets.WrittenCount;

    public ReadOnlyMemory<byte> Written => octets.WrittenMemory;

    public bool IsDisposed { get; private set; }

    public void Advance(int count) => octets.Advance(count);

    public Memory<byte> GetMemory(int sizeHint = 0) => octets.GetMemory(sizeHint);

    public Span<byte> GetSpan(int sizeHint = 0) => octets.GetSpan(sizeHint);

    /// <summary>Hands it over to a commit, once: a real store keeps or drops it with that.</summary>
    public void Seal()
    {
        if (isSealed)
            throw new InvalidOperationException("the draft was in a commit before");
        isSealed = true;
    }

    public ValueTask FlushAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask<SpooledContent> ReadBackAsync(CancellationToken cancellationToken) => ValueTask.FromResult<SpooledContent>(new QueueContent(octets.WrittenMemory));

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return ValueTask.CompletedTask;
    }
}
