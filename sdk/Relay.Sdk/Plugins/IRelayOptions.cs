namespace Relay.Sdk.Plugins;

/// <summary>A plugin's own options at the top of relay.json, registered with <see cref="IPluginBuilder.RelayOptions{T}"/>. Handlers take it by
/// constructor.</summary>
/// <typeparam name="T">The plugin's record.</typeparam>
public interface IRelayOptions<out T>
    where T : class
{
    /// <summary>The options that are in force now. Ask at each use: a reload of the settings replaces them.</summary>
    T Current { get; }
}
