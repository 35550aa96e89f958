using System.Collections.Frozen;
using Relay.Core.Settings.Binding;
using Relay.Sdk.Plugins;

namespace Relay.Core.Settings.Contributed;

/// <summary>The options of a plugin as its handlers read them.</summary>
internal sealed class OptionsInForce<T>(string plugin, OptionPart part)
    : ContributedOptions(plugin, part, typeof(T)), ITransportOptions<T>, IListenerOptions<T>, IRelayOptions<T>
    where T : class, new()
{
    private volatile Values values = new(FrozenDictionary<string, T>.Empty, new T());

    public T Current => this[ContributedSettings.RelayName];

    public T this[string name]
    {
        get
        {
            Values now = values;
            return now.ByName.GetValueOrDefault(name, now.Otherwise);
        }
    }

    internal override void Publish(IReadOnlyDictionary<string, object> byName, object otherwise) =>
        values = new Values(byName.ToFrozenDictionary(pair => pair.Key, pair => (T)pair.Value), (T)otherwise);

    private sealed record Values(FrozenDictionary<string, T> ByName, T Otherwise);
}
