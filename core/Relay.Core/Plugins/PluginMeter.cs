using System.Diagnostics.Metrics;
using Relay.Core.Metering;

namespace Relay.Core.Plugins;

/// <summary>Calls of plugins' handlers and the time spent in them, in the meter <c>relay</c>. Read from counters that are kept anyway, so that a call
/// costs nothing more.</summary>
internal sealed class PluginMeter : IDisposable
{
    private readonly Meter meter = new(RelayMeter.Name);
    private readonly Func<IEnumerable<PluginHandler>> handlers;

    /// <param name="handlers">Gives the handlers of all plugins.</param>
    public PluginMeter(Func<IEnumerable<PluginHandler>> handlers)
    {
        this.handlers = handlers;
        meter.CreateObservableCounter("relay.plugin.calls", CountCalls, "{call}", "Calls of plugins' handlers by outcome: answered, failed.");
        meter.CreateObservableCounter("relay.plugin.time", CountTime, "s", "Time spent in plugins' handlers.");
    }

    public void Dispose() => meter.Dispose();

    private IEnumerable<Measurement<long>> CountCalls()
    {
        foreach (PluginHandler handler in handlers())
        {
            long errors = handler.Guard.Counters.Errors;
            yield return new Measurement<long>(Math.Max(0, handler.Guard.Counters.Calls - errors), TagsOf(handler, "answered"));
            yield return new Measurement<long>(errors, TagsOf(handler, "failed"));
        }
    }

    private IEnumerable<Measurement<double>> CountTime()
    {
        foreach (PluginHandler handler in handlers())
            yield return new Measurement<double>(handler.Guard.Counters.Time.TotalSeconds, TagsOf(handler));
    }

    private static KeyValuePair<string, object?>[] TagsOf(PluginHandler handler) =>
        [new("plugin", handler.Guard.Identity.Plugin), new("handler", handler.Guard.Identity.Handler), new("kind", handler.Guard.Identity.Kind)];

    private static KeyValuePair<string, object?>[] TagsOf(PluginHandler handler, string outcome) => [.. TagsOf(handler), new("outcome", outcome)];
}
