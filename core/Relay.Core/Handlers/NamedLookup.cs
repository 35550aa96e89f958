using Relay.Sdk.Lookups;

namespace Relay.Core.Handlers;

/// <summary>A lookup by its name, found anew at each use: plugins come and go. Its plugin is not stopped while it is asked.</summary>
/// <param name="name">The name.</param>
/// <param name="handlers">The handlers of all running plugins.</param>
internal sealed class NamedLookup(string name, IHandlers handlers) : LookupHandle
{
    public override string Name => name;

    public override bool Exists => handlers.Lookups.ContainsKey(name);

    public override LookupStyle Style => handlers.Lookups.GetValueOrDefault(name)?.Style ?? LookupStyle.Query;

    public override bool TakesTainted => handlers.Lookups.GetValueOrDefault(name)?.TakesTainted ?? false;

    public override async ValueTask<LookupResult> FindAsync(LookupQuery query, CancellationToken cancellationToken)
    {
        using HandlerLease lease = handlers.Lease();
        return lease.Handlers.Lookups.TryGetValue(name, out LookupHandle? lookup)
            ? await lookup.FindAsync(query, cancellationToken)
            : LookupResult.NotNow(Absent);
    }

    public override string Quote(string text)
    {
        using HandlerLease lease = handlers.Lease();
        return lease.Handlers.Lookups.TryGetValue(name, out LookupHandle? lookup) ? lookup.Quote(text) : throw new InvalidOperationException(Absent);
    }

    private string Absent => $"no running plugin has a lookup '{name}'";
}
