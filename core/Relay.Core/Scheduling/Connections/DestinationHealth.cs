namespace Relay.Core.Scheduling.Connections;

/// <summary>What is known of a destination's hosts; decides how many connections it may have when they are scarce.</summary>
internal enum DestinationHealth
{
    /// <summary>The last transaction got its replies.</summary>
    Proven,

    /// <summary>Nothing yet.</summary>
    Unknown,

    /// <summary>The last attempt reached no host.</summary>
    Failing,
}
