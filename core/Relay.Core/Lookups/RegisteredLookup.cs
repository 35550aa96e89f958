using Relay.Sdk.Lookups;

namespace Relay.Core.Lookups;

/// <summary>A lookup that a plugin registered, with what stands in front of it: the bound on calls inside each other, kept answers, shared calls, the
/// bound on calls at once.</summary>
/// <param name="name">The name that it is asked by.</param>
/// <param name="lookup">The lookup under its guard, which never throws but for a token.</param>
/// <param name="options">What the plugin says about it.</param>
/// <param name="patience">The longest wait in line.</param>
/// <param name="time">The clock.</param>
internal sealed class RegisteredLookup(string name, IMailLookup lookup, LookupOptions options, TimeSpan patience, TimeProvider time) : LookupHandle
{
    private readonly KeptAnswers kept = new(options, time);
    private readonly SharedCalls shared = new();
    private readonly CallSlots slots = new(options.MaxConcurrent, patience, time);

    /// <summary>What keeps the lookup's plugin loaded while a question is open; null for a lookup of the relay's own.</summary>
    internal IUseCount? Leases { get; init; }

    public override string Name => name;

    public override bool Exists => true;

    public override LookupStyle Style => options.Style;

    public override bool TakesTainted => options.TakesTainted;

    public override string Quote(string text) => lookup.Quote(text);

    public override ValueTask<LookupResult> FindAsync(LookupQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        cancellationToken.ThrowIfCancellationRequested();
        LookupFlow flow = LookupFlow.Current;
        if (flow.IsFull)
            return new(
                LookupResult.NotNow($"lookup {name}: more than {LookupFlow.MostCalls} calls of handlers inside each other; a lookup may be asking " +
                    "itself"));
        if (lookup.Changes(query))
            return ChangeAsync(query, flow, cancellationToken);
        if (query.Fresh || flow.IsOfNotice)
            return CallAsync(query, flow, cancellationToken);
        return kept.Find(query) is { } answer ? new(answer) : AskAsync(query, flow, cancellationToken);
    }

    // A call inside a lookup's call does not wait for another asker's: two that wait for each other would get nowhere.
    private async ValueTask<LookupResult> AskAsync(LookupQuery query, LookupFlow flow, CancellationToken cancellationToken)
    {
        LookupResult result = flow.IsInLookup
            ? await CallAndKeepAsync(query, flow, cancellationToken)
            : await shared.JoinAsync(query, asked => CallSharedAsync(asked, flow), cancellationToken);
        return result is LookupResult.Unavailable && kept.FindStale(query) is { } stale ? stale : result;
    }

    // The caller that began it may give up before it ends, which also ends the caller's lease on the plugin.
    private async ValueTask<LookupResult> CallSharedAsync(LookupQuery query, LookupFlow flow)
    {
        int cell = Leases?.EnterAgain() ?? 0;
        try
        {
            return await CallAndKeepAsync(query, flow, CancellationToken.None);
        }
        finally
        {
            Leases?.Exit(cell);
        }
    }

    private async ValueTask<LookupResult> CallAndKeepAsync(LookupQuery query, LookupFlow flow, CancellationToken cancellationToken)
    {
        int epoch = kept.Epoch;
        LookupResult result = await CallAsync(query, flow, cancellationToken);
        kept.Keep(query, result, epoch);
        return result;
    }

    // Also a change that failed may have happened.
    private async ValueTask<LookupResult> ChangeAsync(LookupQuery query, LookupFlow flow, CancellationToken cancellationToken)
    {
        try
        {
            return await CallAsync(query, flow, cancellationToken);
        }
        finally
        {
            kept.Clear();
        }
    }

    private async ValueTask<LookupResult> CallAsync(LookupQuery query, LookupFlow flow, CancellationToken cancellationToken)
    {
        // A call inside a call of this very lookup runs in the outer one's slot, which would otherwise be waited for by its own holder.
        bool needsSlot = !flow.IsIn(this);
        if (needsSlot && !await slots.TryEnterAsync(cancellationToken))
            return LookupResult.NotNow($"lookup {name}: {options.MaxConcurrent} calls run already");
        try
        {
            LookupFlow.Current = flow.Into(this);
            return await lookup.FindAsync(query, cancellationToken);
        }
        finally
        {
            if (needsSlot)
                slots.Leave();
        }
    }
}
