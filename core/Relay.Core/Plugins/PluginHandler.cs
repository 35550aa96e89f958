using Microsoft.Extensions.DependencyInjection;
using Relay.Core.Handlers;
using Relay.Sdk.Lookups;

namespace Relay.Core.Plugins;

/// <summary>A handler under its terms; made when its plugin starts.</summary>
internal sealed class PluginHandler(HandlerRegistration registration, HandlerGuard guard)
{
    private object? handler;

    internal HandlerGuard Guard => guard;

    internal HandlerRegistration Registration => registration;

    /// <exception cref="PluginException">The handler does not say what it is called.</exception>
    internal void Make(IServiceProvider services)
    {
        handler = services.GetRequiredService(registration.Type);
        // Its name for itself is the plugin's code too, so it is asked for while a throw is still a failed start.
        if (registration.Kind == "lookup" && string.IsNullOrWhiteSpace(((IMailLookup)handler).Scheme))
            throw new PluginException($"the lookup '{registration.Name}' has no Scheme");
    }

    /// <summary>Makes the handler if it can be made; it will not be called.</summary>
    internal void TryMake(IServiceProvider services)
    {
        try
        {
            Make(services);
        }
        catch (Exception)
        {
            // Its plugin has failed already and the log says why; only its name in the table is lost with it.
            handler = null;
        }
    }

    /// <returns>False when the handler's place is taken by another's.</returns>
    internal bool AddTo(HandlerTableBuilder table) => registration.Add(table, handler, guard);

    internal HandlerRecord ToRecord() => new()
    {
        Name = guard.Identity.Handler,
        Kind = guard.Identity.Kind,
        Order = guard.Terms.Order,
        Timeout = guard.Terms.Timeout,
        OnError = guard.Terms.OnError,
        Calls = guard.Counters.Calls,
        Errors = guard.Counters.Errors,
        Time = guard.Counters.Time,
        BreakerOpen = guard.IsBreakerOpen,
    };
}
