using Microsoft.Extensions.DependencyInjection;
using Relay.Core.Events;

namespace Relay.Core.Plugins;

/// <summary>A handler under its terms; made when its plugin starts.</summary>
internal sealed class PluginHandler(HandlerRegistration registration, HandlerGuard guard)
{
    private object? handler;

    internal HandlerGuard Guard => guard;

    internal HandlerRegistration Registration => registration;

    internal void Make(IServiceProvider services) => handler = services.GetRequiredService(registration.Type);

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
