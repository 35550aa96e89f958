using Relay.Core.Handlers.Guarding;
using Relay.Core.Settings.Binding;
using Relay.Sdk.Plugins;

namespace Relay.Core.Plugins;

/// <summary>Settles how handlers are called: the operator's word about a handler, then about its plugin, then the plugin's own, then the
/// defaults.</summary>
internal static class HandlerArrangement
{
    internal static HandlerCallOptions OptionsOf(HandlerRegistration registration, PluginEntry entry, PluginDefaults defaults)
    {
        entry.Handlers.TryGetValue(registration.Name, out HandlerOverride? own);
        // A notice that is dropped is lost, so only its own handler's word can make that the rule.
        FailurePolicy usual = registration.IsObserver ? FailurePolicy.Tempfail : defaults.OnError;
        return new HandlerCallOptions
        {
            Order = own?.Order ?? entry.Order ?? registration.Options.Order,
            Timeout = own?.Timeout ?? registration.Options.Timeout ?? defaults.Timeout,
            OnError = own?.OnError ?? registration.Options.OnError ?? usual,
            // Notices and jobs wait longer after each failure, which is breaker enough.
            Breaker = registration.IsObserver || registration.Job is not null ? defaults.Breaker with { Failures = 0 } : defaults.Breaker,
        };
    }

    /// <summary>Finds words about handlers that the plugin does not have, or that cannot be.</summary>
    internal static void Check(PluginInstance plugin, SettingsObject root, SettingsErrors errors)
    {
        string[] known = [.. plugin.Handlers.Select(handler => handler.Registration.Name).Distinct()];
        foreach ((string name, HandlerOverride own) in plugin.Entry.Handlers)
        {
            SettingsNode node = root.Nearest($"plugins[{plugin.Position}].handlers.{name}");
            if (!known.Contains(name))
                errors.Add(node, $"{plugin.Entry.Id} has no handler '{name}'{NearestName.Hint(name, known)}");
            else if (own.OnError == FailurePolicy.Reject && plugin.Handlers.Any(handler => handler.Registration.Name == name
                && handler.Registration.IsObserver))
                errors.Add(node, "a notice cannot be rejected: it has happened; expected one of tempfail, ignore, suspend");
        }
    }

    /// <summary>All handlers in the order of asking.</summary>
    internal static IEnumerable<PluginHandler> InOrder(IEnumerable<PluginInstance> plugins) =>
        plugins.OrderBy(plugin => plugin.Position).SelectMany(plugin => plugin.Handlers).OrderBy(handler => handler.Guard.Options.Order);
}
