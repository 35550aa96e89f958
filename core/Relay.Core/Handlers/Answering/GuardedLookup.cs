using Relay.Core.Handlers.Guarding;
using Relay.Core.Lookups;
using Relay.Sdk.Lookups;

namespace Relay.Core.Handlers.Answering;

/// <summary>A lookup that cannot fail: a failure is Unavailable under every policy, since it is never a definite no.</summary>
internal sealed class GuardedLookup(IMailLookup lookup, HandlerGuard guard) : IMailLookup
{
    public async ValueTask<LookupResult> FindAsync(LookupQuery query, CancellationToken cancellationToken)
    {
        CallResult<LookupResult> outcome = await guard
            .CallAsync(lookup, (query, LookupFlow.Current), static (l, q, token) => CallAsync(l, q.query, q.Current, token), cancellationToken);
        return outcome.TryGet(out LookupResult? result, out HandlerFailure? failure) ? result : LookupResult.NotNow(failure.Reason);
    }

    /// <exception cref="InvalidOperationException">The lookup could not quote; the text must not be used unquoted.</exception>
    public string Quote(string text)
    {
        try
        {
            return lookup.Quote(text) ?? throw new InvalidOperationException("Quote returned null");
        }
        catch (Exception thrown)
        {
            throw new InvalidOperationException(guard.Fail(thrown).Reason);
        }
    }

    public bool Changes(LookupQuery query)
    {
        try
        {
            return lookup.Changes(query);
        }
        catch (Exception thrown)
        {
            guard.Fail(thrown);
            return true;
        }
    }

    // The handler may be called on a thread of its own, where the flow is not known.
    private static async ValueTask<LookupResult> CallAsync(IMailLookup lookup, LookupQuery query, LookupFlow flow,
        CancellationToken cancellationToken)
    {
        LookupFlow.Current = flow;
        return await lookup.FindAsync(query, cancellationToken);
    }
}
