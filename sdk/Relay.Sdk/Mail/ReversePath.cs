namespace Relay.Sdk.Mail;

/// <summary>The reverse-path of a transaction: a mailbox, or null for reports about mail.</summary>
/// <remarks>RFC 5321 §4.1.2 (Reverse-path), §4.5.5. A null reverse-path never gets a report.</remarks>
[System.Text.Json.Serialization.JsonConverter(typeof(ReversePathJsonConverter))]
public readonly record struct ReversePath
{
    private ReversePath(Mailbox? mailbox) => Mailbox = mailbox;

    /// <summary>The empty path <c>&lt;&gt;</c>.</summary>
    public static ReversePath Null => default;

    /// <summary>Where reports go; null for the null reverse-path.</summary>
    public Mailbox? Mailbox { get; }

    /// <summary>Whether this is <c>&lt;&gt;</c>.</summary>
    public bool IsNull => Mailbox is null;

    /// <summary>A reverse-path with a mailbox.</summary>
    public static ReversePath From(Mailbox mailbox) => new(mailbox);

    /// <summary>The path as it stands in MAIL FROM, without angle brackets; empty for the null reverse-path.</summary>
    public override string ToString() => Mailbox?.ToString() ?? "";
}
