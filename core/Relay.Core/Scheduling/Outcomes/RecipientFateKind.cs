namespace Relay.Core.Scheduling.Outcomes;

/// <summary>What becomes of a recipient.</summary>
internal enum RecipientFateKind
{
    /// <summary>Nothing happened to it.</summary>
    Untouched,

    /// <summary>The next hop has it.</summary>
    Delivered,

    /// <summary>It is tried again.</summary>
    Deferred,

    /// <summary>It is given up, with a report where one is owed.</summary>
    Failed,

    /// <summary>An earlier attempt delivered it or gave it up; the report about that is owed now.</summary>
    Settled,

    /// <summary>An operator removed it; no report is sent.</summary>
    Removed,
}
