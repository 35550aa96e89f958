namespace Relay.Core.Sessions.Connections;

/// <summary>Why a session ends without the client having asked for it.</summary>
internal enum SessionEnd
{
    None,
    CommandTimeout,
    SessionTimeout,
    Stopping,
    Aborted,
}
