namespace Relay.Core.Outbox;

/// <summary>A signal that any number of readers wait for.</summary>
public sealed class OutboxSignal : IOutboxSignal
{
    private long raised;
    private TaskCompletionSource? waiting;

    /// <summary>How often it was raised; to be read before looking for notices.</summary>
    internal long Raised => Interlocked.Read(ref raised);

    /// <inheritdoc/>
    public void Raise()
    {
        Interlocked.Increment(ref raised);
        if (Volatile.Read(ref waiting) is not null)
            Interlocked.Exchange(ref waiting, null)?.TrySetResult();
    }

    /// <summary>Completes when the signal has been raised since <paramref name="seen"/> was read.</summary>
    internal Task WaitAsync(long seen)
    {
        TaskCompletionSource mine = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource shared = Interlocked.CompareExchange(ref waiting, mine, null) ?? mine;
        // Raised in between, it may have looked for a waiter before there was one.
        return Raised == seen ? shared.Task : Task.CompletedTask;
    }
}
