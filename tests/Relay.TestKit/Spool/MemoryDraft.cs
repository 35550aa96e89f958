using System.Buffers;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;
using Relay.TestKit.Peers;

namespace Relay.TestKit.Spool;

/// <summary>The draft of a <see cref="MemorySpool"/>; remembers how much was written between two flushes.</summary>
public sealed class MemoryDraft(MemorySpool spool, MessageId id) : ISpoolDraft
{
    private readonly ArrayBufferWriter<byte> content = new();
    private int flushed;

    public MessageId Id => id;

    public long LengthOctets => content.WrittenCount;

    /// <summary>The most octets that ever waited for a flush.</summary>
    public int MostUnflushed { get; private set; }

    public bool IsDropped { get; private set; }

    public ReadOnlyMemory<byte> Content => content.WrittenMemory;

    public void Advance(int count)
    {
        content.Advance(count);
        MostUnflushed = Math.Max(MostUnflushed, content.WrittenCount - flushed);
    }

    public Memory<byte> GetMemory(int sizeHint = 0) => content.GetMemory(sizeHint);

    public Span<byte> GetSpan(int sizeHint = 0) => content.GetSpan(sizeHint);

    public ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (spool.FlushFault is { } fault)
            throw fault;
        flushed = content.WrittenCount;
        if (spool.KeepsNothing)
        {
            content.ResetWrittenCount();
            flushed = 0;
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<SpooledContent> ReadBackAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult<SpooledContent>(new MemoryContent(false, content.WrittenSpan.ToArray()));

    public ValueTask DisposeAsync()
    {
        IsDropped = true;
        if (spool.DropFault is { } fault)
            throw fault;
        return ValueTask.CompletedTask;
    }
}
