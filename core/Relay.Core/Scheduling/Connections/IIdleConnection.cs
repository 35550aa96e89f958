namespace Relay.Core.Scheduling.Connections;

/// <summary>A connection that is kept open without mail for it.</summary>
internal interface IIdleConnection
{
    /// <summary>Asks it to close, because others need its slot; from another thread, since the caller may hold locks.</summary>
    void CloseSoon();
}
