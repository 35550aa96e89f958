using System.Runtime.CompilerServices;

namespace Relay.Sdk.Lookups;

/// <summary>A lookup by its name, for its callers. Made by the relay; stays valid while plugins come and go.</summary>
/// <remarks>
/// <para><c>await redis.FindAsync($"SISMEMBER denied {mailbox}", cancellationToken)</c>: each hole is quoted as the lookup wants it, and the text
/// around it is not.</para>
/// <para>A query with a peer's text in it must not be put together in another way, but by <see cref="Quote"/>.</para>
/// </remarks>
public abstract class LookupHandle
{
    /// <summary>The name, as in <c>redis</c> or, of the instance <c>two</c>, <c>redis.two</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Whether a running plugin has this lookup now.</summary>
    public abstract bool Exists { get; }

    /// <summary>What it is asked with.</summary>
    public abstract LookupStyle Style { get; }

    /// <summary>Whether a peer's text may stand in a query as it is; see <see cref="LookupOptions.TakesTainted"/>.</summary>
    public abstract bool TakesTainted { get; }

    /// <summary>Finds the values for one query.</summary>
    /// <returns>Found, Missing (a definite no), or Unavailable: defer (451). Unavailable also when no running plugin has the lookup, when it fails or
    /// is late, and in the eighth call of a handler inside calls of handlers. It never throws for what the lookup does.</returns>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    public abstract ValueTask<LookupResult> FindAsync(LookupQuery query, CancellationToken cancellationToken);

    /// <summary>Finds the values for a query whose holes are quoted: <c>FindAsync($"GET user:{name}", cancellationToken)</c>.</summary>
    /// <inheritdoc cref="FindAsync(LookupQuery, CancellationToken)"/>
    public ValueTask<LookupResult> FindAsync([InterpolatedStringHandlerArgument("")] QuotedQuery query, CancellationToken cancellationToken) =>
        query.Problem is { } problem ? new(LookupResult.NotNow(problem)) : FindAsync(new LookupQuery(query.ToString()), cancellationToken);

    /// <summary>Quotes a text from a peer so that it cannot change the meaning of a query it is put into.</summary>
    /// <exception cref="InvalidOperationException">The lookup is not there or could not quote; the text must not be used unquoted.</exception>
    public abstract string Quote(string text);
}
