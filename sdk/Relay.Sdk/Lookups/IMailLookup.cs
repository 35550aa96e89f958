namespace Relay.Sdk.Lookups;

/// <summary>Finds values by key in a store outside the relay.</summary>
/// <remarks>
/// Called concurrently, under the handler's deadline; after too many failures it is left alone for a while, and Unavailable meanwhile.
/// Handlers of any plugin find it with <see cref="Plugins.IPluginContext.FindLookup"/>.
/// </remarks>
public interface IMailLookup
{
    /// <summary>The name of the lookup, in lower case, as in <c>redis</c>; not empty. Asked for at the start only; the first lookup of a name stays.</summary>
    string Scheme { get; }

    /// <summary>Finds the values for one query.</summary>
    /// <returns>Found, Missing (a definite no), or Unavailable (whoever asked should defer: 451). Any exception but cancellation counts as Unavailable.</returns>
    /// <exception cref="OperationCanceledException">The deadline passed or the session ended.</exception>
    ValueTask<Answer> FindAsync(LookupQuery query, CancellationToken cancellationToken);

    /// <summary>Quotes a text from a peer so that it cannot change the meaning of a query it is put into.</summary>
    /// <param name="text">Any text, the empty one too; may hold quotes, line ends and control characters.</param>
    /// <returns>The text as it is put into <see cref="LookupQuery.Key"/>; never null.</returns>
    /// <remarks>Called on the caller's thread and without a deadline: pure, and no I/O.</remarks>
    string Quote(string text);
}
