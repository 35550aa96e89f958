using System.Threading.Channels;

namespace Relay.Core.Lookups;

/// <summary>Bounds how many calls of one lookup run at once, and how many wait in line and for how long.</summary>
internal sealed class CallSlots(int most, TimeSpan patience, TimeProvider time)
{
    /// <summary>Calls that may wait in line.</summary>
    internal const int MostWaiting = 10_000;

    // One item for each call that runs: a caller that has written one has a slot, and waits while the channel is full.
    private readonly Channel<bool> taken = Channel.CreateBounded<bool>(most);
    private int waiting;

    /// <summary>Takes a slot; true when there was one in time. Then it is to be given back with <see cref="Leave"/>.</summary>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    public async ValueTask<bool> TryEnterAsync(CancellationToken cancellationToken)
    {
        if (taken.Writer.TryWrite(true))
            return true;
        try
        {
            return Interlocked.Increment(ref waiting) <= MostWaiting && await WaitAsync(cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }
    }

    /// <summary>Gives a slot back.</summary>
    public void Leave() => taken.Reader.TryRead(out _);

    private async ValueTask<bool> WaitAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource deadline = new(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            await taken.Writer.WriteAsync(true, either.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
