namespace Relay.Core.Reports;

/// <summary>What a report tells (RFC 3464 §2.3.3, the Action field).</summary>
public enum ReportKind
{
    /// <summary>failed</summary>
    Failure,

    /// <summary>delayed</summary>
    Delay,

    /// <summary>relayed: handed to a host without DSN, so that nothing more will be heard.</summary>
    Relayed,
}
