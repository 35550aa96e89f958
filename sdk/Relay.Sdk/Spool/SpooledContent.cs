using Relay.Sdk.Mail;

namespace Relay.Sdk.Spool;

/// <summary>Content kept by a store, counted by reference, so that pooled buffers and files are given back when the last holder is done.</summary>
public abstract class SpooledContent : IMessageContent
{
    private int holders = 1;

    /// <inheritdoc/>
    public abstract long LengthOctets { get; }

    /// <summary>The whole content when it lies in memory, in one or more segments; null when it has to be read as a stream.</summary>
    public abstract System.Buffers.ReadOnlySequence<byte>? Memory { get; }

    /// <inheritdoc/>
    public abstract ValueTask<Stream> OpenReadAsync(CancellationToken cancellationToken);

    /// <summary>Takes one more share.</summary>
    public SpooledContent Share()
    {
        ObjectDisposedException.ThrowIf(Interlocked.Increment(ref holders) <= 1, this);
        return this;
    }

    /// <summary>Gives one share back; the last share frees the content's memory or handle.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref holders) == 0)
            Free();
    }

    /// <summary>Frees the memory or the handle. Called once.</summary>
    protected abstract void Free();
}
