using System.Diagnostics;

namespace Relay.Core.Handlers.Guarding;

/// <summary>A call of a handler on another thread than its caller's.</summary>
internal abstract class OffThreadCall(CancellationToken token)
{
    protected CancellationToken Token => token;

    /// <summary>Whether its caller has stopped waiting.</summary>
    internal bool IsGivenUp => token.IsCancellationRequested;

    /// <summary>Makes the call; never throws.</summary>
    internal abstract void Execute();
}

/// <inheritdoc/>
/// <param name="threading">Takes note of how long the call held its thread.</param>
internal sealed class OffThreadCall<THandler, TQuestion, TAnswer>(
    HandlerThreading threading, THandler handler, TQuestion question, Func<THandler, TQuestion, CancellationToken, ValueTask<TAnswer>> call,
    CancellationToken token) : OffThreadCall(token)
{
    // The caller continues on another thread: the thread of this call is for the next call.
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
            threading.Record(Stopwatch.GetElapsedTime(started));
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
            answer.SetResult(await pending);
        }
        catch (Exception thrown)
        {
            answer.SetException(thrown);
        }
    }
}
