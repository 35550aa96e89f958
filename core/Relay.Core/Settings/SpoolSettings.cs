using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Relay.Core.Settings;

public sealed record SpoolSettings
{
    /// <summary>The name of the embedded store.</summary>
    public const string Local = "local";

    /// <summary>The name of a relay that shares its store with no other.</summary>
    public const string DefaultRelay = "relay";

    [Description("'local' for the embedded store, or the name that a plugin's store has.")]
    public string Store { get; init; } = Local;

    [Description("This relay's name among the relays that share a store; each needs its own. How far plugins have read the outbox is kept under it.")]
    public string Relay { get; init; } = DefaultRelay;

    [Description("Folder of the embedded store; relative to the settings file.")]
    public string Path { get; init; } = "var/spool";

    [Description("Content up to this many octets lies in the database; larger content in a file of its own.")]
    [Range(0, 1 << 24)]
    public int InlineMaxOctets { get; init; } = 128 * 1024;

    [Description("Free octets of the file system below which new mail gets 452. Mail in the queue and reports about it may use them.")]
    [Range(0, long.MaxValue)]
    public long ReserveOctets { get; init; } = 256L * 1024 * 1024;
}
