using Relay.Core.Handlers.Tables;

namespace Relay.Core.Handlers;

/// <summary>The handlers as they are at one event. Their plugins are not stopped before the lease ends, whatever table is published
/// meanwhile.</summary>
/// <remarks>To be disposed of once, when the event ends. Nothing that a handler gave, and no handler, may be used after that.</remarks>
public readonly struct HandlerLease : IDisposable
{
    private readonly TableLeases? leases;
    private readonly int cell;

    /// <summary>A lease on handlers that never change.</summary>
    public HandlerLease(IHandlerLists handlers) => Handlers = handlers;

    internal HandlerLease(HandlerTable table, int cell) => (Handlers, leases, this.cell) = (table, table.Leases, cell);

    public IHandlerLists Handlers { get; }

    /// <summary>The table that is held; of <see cref="CurrentHandlers"/> only.</summary>
    internal HandlerTable Table => (HandlerTable)Handlers;

    public void Dispose() => leases?.Exit(cell);
}
