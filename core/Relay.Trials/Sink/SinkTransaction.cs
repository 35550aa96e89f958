namespace Relay.Trials.Sink;

/// <summary>One mail transaction after another: envelope, content, and what is counted and kept of them.</summary>
internal sealed class SinkTransaction(SinkTally tally, SinkStore store, SinkConnection wire, string client) : IAsyncDisposable
{
    private readonly ReceivedContent content = new();
    private readonly ContentReceiver receiver = new(wire);
    private bool inChunks;
    private int unanswered;

    public SinkEnvelope Envelope { get; } = new(store.Keeps);

    /// <returns>False when the client went away before the final dot.</returns>
    public ValueTask<bool> ReceiveDataAsync()
    {
        BeginContent();
        return receiver.ReceiveDataAsync(content);
    }

    /// <returns>False when the client went away before the end of the chunk.</returns>
    public ValueTask<bool> ReceiveChunkAsync(long octets)
    {
        if (Envelope.RecipientCount == 0)
            return receiver.ReceiveChunkAsync(null, octets);
        if (!inChunks)
            BeginContent();
        inChunks = true;
        return receiver.ReceiveChunkAsync(content, octets);
    }

    /// <summary>The content is whole and accepted.</summary>
    public async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        content.Complete();
        await store.CompleteAsync(content.Keeper, Envelope, client, cancellationToken);
        content.Keeper = null;
        tally.Add(content, Envelope.RecipientCount);
        unanswered++;
        await ResetAsync();
    }

    /// <summary>All replies so far have been sent.</summary>
    public void Answered()
    {
        if (unanswered > 0)
            tally.Answered(unanswered);
        unanswered = 0;
    }

    /// <summary>What there is of the transaction is dropped.</summary>
    public async ValueTask ResetAsync()
    {
        Envelope.Reset();
        inChunks = false;
        await SinkStore.AbandonAsync(content.Keeper);
        content.Keeper = null;
    }

    public async ValueTask DisposeAsync()
    {
        await ResetAsync();
        content.Dispose();
    }

    private void BeginContent()
    {
        content.Reset();
        content.Keeper = store.Begin();
    }
}
