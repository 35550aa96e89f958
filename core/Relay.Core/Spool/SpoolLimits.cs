namespace Relay.Core.Spool;

/// <summary>Limits that tests set in place of the system's.</summary>
internal sealed record SpoolLimits
{
    /// <summary>Free octets of the file system; null asks the system.</summary>
    public Func<long>? FreeOctets { get; init; }

    /// <summary>After how long without a change the spool looks after its files.</summary>
    public TimeSpan IdleAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Most pages of the database, beyond which SQLite says that the disk is full; null for no limit.</summary>
    public int? DatabasePages { get; init; }
}
