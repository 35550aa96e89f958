namespace Relay.Sdk.Lookups;

/// <summary>Finds values by key in a store outside the relay. Its name belongs to the registration: <c>relay.Lookup&lt;T&gt;("redis")</c>.</summary>
/// <remarks>
/// Called concurrently, under the handler's deadline; after too many failures it is left alone for a while, and Unavailable meanwhile.
/// The relay stands in front of it: it keeps answers, asks once for askers of the same thing, and bounds how many calls run at once, as
/// <see cref="LookupOptions"/> say. Askers get a <see cref="LookupHandle"/> from <see cref="Plugins.IPluginContext.FindLookup"/>.
/// </remarks>
public interface IMailLookup
{
    /// <summary>Finds the values for one query.</summary>
    /// <returns>Found, Missing (a definite no), or Unavailable (the caller should defer: 451). Any exception but cancellation counts as
    /// Unavailable.</returns>
    /// <exception cref="OperationCanceledException">The deadline passed.</exception>
    ValueTask<LookupResult> FindAsync(LookupQuery query, CancellationToken cancellationToken);

    /// <summary>Quotes a text from a peer so that it cannot change the meaning of a query it is put into.</summary>
    /// <param name="text">Any text, the empty one too; may hold quotes, line ends and control characters.</param>
    /// <returns>The text as it is put into <see cref="LookupQuery.Text"/>; never null.</returns>
    /// <remarks>Called on the asker's thread and without a deadline: pure, and no I/O. Not called for a lookup that
    /// <see cref="LookupOptions.TakesTainted"/>.</remarks>
    string Quote(string text);

    /// <summary>Whether the query changes something in the store, as <c>INCR</c> and <c>INSERT</c> do. Such a query is put to the store each time;
    /// afterwards no kept answer of this lookup is used.</summary>
    /// <remarks>Called on the asker's thread and without a deadline: pure, and no I/O. A throw counts as yes.</remarks>
    bool Changes(LookupQuery query) => false;
}
