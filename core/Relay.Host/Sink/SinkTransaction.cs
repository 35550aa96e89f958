using System.Globalization;
using System.Text;
using Relay.Host.Wire;

namespace Relay.Host.Sink;

/// <summary>One mail transaction after another: envelope, content, and what is counted and kept of them.</summary>
internal sealed class SinkTransaction(SinkTally tally, SinkStore store, WireConnection wire, string client) : IAsyncDisposable
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

    /// <summary>Reads <c>123</c> or <c>123 LAST</c>.</summary>
    public static bool TryParseChunk(ReadOnlySpan<byte> argument, out long octets, out bool isLast)
    {
        argument = argument.Trim((byte)' ');
        isLast = argument.Length > 5 && Ascii.EqualsIgnoreCase(argument[^5..], " LAST"u8);
        return long.TryParse(isLast ? argument[..^5] : argument, NumberStyles.None, CultureInfo.InvariantCulture, out octets);
    }

    /// <summary>The content is whole and accepted.</summary>
    public async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        content.Complete();
        await store.CompleteAsync(content.Keeper, Envelope, client, cancellationToken).ConfigureAwait(false);
        content.Keeper = null;
        tally.Add(content, Envelope.RecipientCount);
        unanswered++;
        await ResetAsync().ConfigureAwait(false);
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
        await SinkStore.AbandonAsync(content.Keeper).ConfigureAwait(false);
        content.Keeper = null;
    }

    public async ValueTask DisposeAsync()
    {
        await ResetAsync().ConfigureAwait(false);
        content.Dispose();
    }

    private void BeginContent()
    {
        content.Reset();
        content.Keeper = store.Begin();
    }
}
