namespace Relay.Core.Scheduling.Destinations;

/// <summary>What a worker shall do next.</summary>
internal enum WorkerTask
{
    /// <summary>Deliver the entry.</summary>
    Deliver,

    /// <summary>Fetch due entries of the destination from the spool.</summary>
    Fetch,

    /// <summary>Wait with the open connection.</summary>
    Idle,

    /// <summary>Look again.</summary>
    Look,

    /// <summary>Close and end.</summary>
    End,
}
