using System.Buffers;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;

namespace Relay.Sdk.Testing.Spool;

/// <summary>A draft of a <see cref="MemorySpool"/>; remembers how much was written between two flushes.</summary>
public sealed class MemoryDraft : ISpoolDraft
{
    private readonly MemorySpool spool;
    private readonly ArrayBufferWriter<byte> content = new();
    private long forgotten;
    private int flushed;
    private bool sealedNow;

    internal MemoryDraft(MemorySpool spool, MessageId id, bool mayUseReserve) => (this.spool, Id, MayUseReserve) = (spool, id, mayUseReserve);

    /// <summary>The message.</summary>
    public MessageId Id { get; }

    /// <summary>It was begun with the right to use the reserve.</summary>
    public bool MayUseReserve { get; }

    /// <inheritdoc/>
    public long LengthOctets => forgotten + content.WrittenCount;

    /// <summary>The most octets that ever waited for a flush.</summary>
    public int MostUnflushed { get; private set; }

    /// <summary>It was disposed of, or its commit failed.</summary>
    public bool IsDropped { get; private set; }

    /// <summary>What was written so far.</summary>
    public ReadOnlyMemory<byte> Content => content.WrittenMemory;

    /// <inheritdoc/>
    public void Advance(int count)
    {
        content.Advance(count);
        MostUnflushed = Math.Max(MostUnflushed, content.WrittenCount - flushed);
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0) => content.GetMemory(sizeHint);

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0) => content.GetSpan(sizeHint);

    /// <inheritdoc/>
    public ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (spool.FlushFault is { } fault)
            throw fault;
        flushed = content.WrittenCount;
        if (!spool.KeepsContent)
        {
            forgotten += flushed;
            content.ResetWrittenCount();
            flushed = 0;
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<SpooledContent> ReadBackAsync(CancellationToken cancellationToken) => new(new MemoryContent(ToArray(), static () => { }));

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        IsDropped |= !sealedNow;
        if (spool.DropFault is { } fault)
            throw fault;
        return ValueTask.CompletedTask;
    }

    internal byte[] ToArray() => content.WrittenSpan.ToArray();

    internal void Seal()
    {
        if (sealedNow || IsDropped)
            throw new InvalidOperationException($"the draft of {Id} is {(IsDropped ? "dropped" : "committed already")}");
        sealedNow = true;
    }

    /// <summary>The commit has failed.</summary>
    internal void EndCommit() => IsDropped = true;
}
