namespace Relay.Sdk.Plugins;

/// <summary>A plugin's own options of the transports in relay.json, registered with <see cref="IPluginBuilder.TransportOptions{T}"/>. Handlers take
/// it by constructor.</summary>
/// <typeparam name="T">The plugin's record.</typeparam>
public interface ITransportOptions<out T>
    where T : class
{
    /// <summary>The options of one transport that are in force now. Ask at each use: a reload of the settings replaces them.</summary>
    /// <param name="transport">The name, as in <see cref="Events.HostFacts.Transport"/>.</param>
    /// <returns>The record; all its defaults when relay.json says nothing about the transport.</returns>
    T this[string transport] { get; }
}
