namespace Relay.Sdk.Plugins;

/// <summary>Names the plugin of an assembly: <c>[assembly: RelayPlugin("acme.geo-block", typeof(GeoBlockPlugin))]</c>.</summary>
/// <param name="id">The id as in plugins.json: lower-case words joined by <c>-</c> or <c>.</c></param>
/// <param name="type">A public class that implements <see cref="IRelayPlugin"/> and has a parameterless constructor.</param>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class RelayPluginAttribute(string id, Type type) : Attribute
{
    /// <summary>The plugin's id.</summary>
    public string Id { get; } = id;

    /// <summary>The plugin's class.</summary>
    public Type Type { get; } = type;
}
