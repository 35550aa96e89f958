namespace Relay.Sdk.Lookups;

/// <summary>Finds values by key in a store outside the relay.</summary>
/// <remarks>Called concurrently. The relay caches, joins equal questions, limits concurrency and breaks the circuit; a lookup need not.</remarks>
public interface IMailLookup
{
    /// <summary>The name under which settings refer to the lookup, in lower case, as in <c>redis</c>.</summary>
    string Scheme { get; }

    /// <summary>Finds the values for one query.</summary>
    /// <returns>Found, Missing (a definite no), or Unavailable (the relay answers 451). Any exception but cancellation counts as Unavailable.</returns>
    /// <exception cref="OperationCanceledException">The deadline passed or the session ended.</exception>
    ValueTask<Answer> FindAsync(LookupQuery query, CancellationToken cancellationToken);

    /// <summary>Quotes a text from a peer so that it cannot change the meaning of a query it is put into.</summary>
    string Quote(string text);
}
