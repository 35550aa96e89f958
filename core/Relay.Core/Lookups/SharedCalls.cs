using System.Collections.Concurrent;
using Relay.Sdk.Lookups;

namespace Relay.Core.Lookups;

/// <summary>Lets askers of the same thing at the same time share one call.</summary>
internal sealed class SharedCalls
{
    private readonly ConcurrentDictionary<LookupQuery, TaskCompletionSource<LookupResult>> running = new();

    /// <summary>Makes the call, or waits for the call that runs. The call goes on when a caller gives up: others may wait for it, and its deadline
    /// ends it.</summary>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    public Task<LookupResult> JoinAsync(LookupQuery query, Func<LookupQuery, ValueTask<LookupResult>> call, CancellationToken cancellationToken)
    {
        TaskCompletionSource<LookupResult> own = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource<LookupResult> shared = running.GetOrAdd(query, own);
        if (shared == own)
            _ = RunAsync(query, own, call);
        return shared.Task.WaitAsync(cancellationToken);
    }

    private async Task RunAsync(LookupQuery query, TaskCompletionSource<LookupResult> own, Func<LookupQuery, ValueTask<LookupResult>> call)
    {
        LookupResult? result = null;
        try
        {
            result = await call(query);
        }
        finally
        {
            running.TryRemove(query, out _);
            own.SetResult(result ?? LookupResult.NotNow("the lookup failed"));
        }
    }
}
