using System.Buffers;
using Relay.Sdk.Spool;
using Relay.TestKit.Peers;

namespace Relay.Core.Tests.Reports;

/// <summary>A draft in memory that remembers how much was ever written between two flushes.</summary>
internal sealed class ReportDraft : ISpoolDraft
{
    private readonly ArrayBufferWriter<byte> octets = new();
    private int flushed;

    public ReadOnlyMemory<byte> Octets => octets.WrittenMemory;

    public long LengthOctets => octets.WrittenCount;

    /// <summary>The most octets written without a flush.</summary>
    public int MostUnflushed { get; private set; }

    public void Advance(int count)
    {
        octets.Advance(count);
        MostUnflushed = Math.Max(MostUnflushed, octets.WrittenCount - flushed);
    }

    public Memory<byte> GetMemory(int sizeHint = 0) => octets.GetMemory(sizeHint);

    public Span<byte> GetSpan(int sizeHint = 0) => octets.GetSpan(sizeHint);

    public ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        flushed = octets.WrittenCount;
        return ValueTask.CompletedTask;
    }

    public ValueTask<SpooledContent> ReadBackAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult<SpooledContent>(new SegmentedContent(false, octets.WrittenSpan.ToArray()));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
