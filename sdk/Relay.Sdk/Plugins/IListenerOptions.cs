namespace Relay.Sdk.Plugins;

/// <summary>A plugin's own options of the listeners in relay.json, registered with <see cref="IPluginBuilder.ListenerOptions{T}"/>. Handlers take it
/// by constructor.</summary>
/// <typeparam name="T">The plugin's record.</typeparam>
public interface IListenerOptions<out T>
    where T : class
{
    /// <summary>The options of one listener that are in force now. Ask at each use: a reload of the settings replaces them.</summary>
    /// <param name="listener">The listener, as in <see cref="Events.ClientFacts.Listener"/>.</param>
    /// <returns>The record; all its defaults when relay.json says nothing about the listener.</returns>
    T this[string listener] { get; }
}
