using System.Diagnostics;

namespace Relay.Core.Handlers;

/// <summary>A call of a handler on another thread than its caller's.</summary>
internal abstract class ApartCall(CancellationToken token)
{
    protected CancellationToken Token => token;

    /// <summary>Whether nobody waits for it any more.</summary>
    internal bool IsGivenUp => token.IsCancellationRequested;

    /// <summary>Makes the call; never throws.</summary>
    internal abstract void Execute();
}

/// <inheritdoc/>
/// <param name="place">Is told how long the thread was held.</param>
internal sealed class ApartCall<THandler, TQuestion, TAnswer>(
    CallPlace place, THandler handler, TQuestion question, Func<THandler, TQuestion, CancellationToken, ValueTask<TAnswer>> call, CancellationToken token) : ApartCall(token)
{
    // Whoever waits goes on elsewhere: this thread is for the next call.
    private readonly TaskCompletionSource<TAnswer> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal Task<TAnswer> Task => answer.Task;

    internal override void Execute()
    {
        if (IsGivenUp)
        {
            answer.SetCanceled(Token);
            return;
        }

        try
        {
            long started = Stopwatch.GetTimestamp();
            ValueTask<TAnswer> pending = call(handler, question, Token);
            place.Record(Stopwatch.GetElapsedTime(started));
            if (pending.IsCompletedSuccessfully)
                answer.SetResult(pending.Result);
            else
                _ = ForwardAsync(pending);
        }
        catch (Exception thrown)
        {
            answer.SetException(thrown);
        }
    }

    private async Task ForwardAsync(ValueTask<TAnswer> pending)
    {
        try
        {
            answer.SetResult(await pending.ConfigureAwait(false));
        }
        catch (Exception thrown)
        {
            answer.SetException(thrown);
        }
    }
}
