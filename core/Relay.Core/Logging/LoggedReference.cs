namespace Relay.Core.Logging;

/// <summary>A value that a log line has sometimes: words in brackets for people, the bare value for machines; nothing, or null, without
/// one.</summary>
/// <param name="Words">What stands before the value for people.</param>
/// <param name="Value">Null for none.</param>
public sealed record LoggedReference(string Words, string? Value)
{
    /// <summary>None.</summary>
    public static LoggedReference None { get; } = new("", null);

    /// <summary>As in <c> (report about 0APJHVSXX2M00)</c>, with the space before it.</summary>
    public override string ToString() => Value is null ? "" : $" ({Words} {Value})";
}
