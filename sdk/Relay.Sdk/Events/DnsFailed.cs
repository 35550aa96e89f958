using System.Text.Json.Serialization;
using Relay.Sdk.Dns;

namespace Relay.Sdk.Events;

/// <summary><c>dns:fail</c>: a name was looked up, and there is no such name, no such record, or no usable answer; answers from the cache
/// count.</summary>
/// <remarks>
/// Told once for each question that is asked, in whatever part of the relay: <see cref="ConnectionNotice.Host"/> and
/// <see cref="ConnectionNotice.Client"/> are null. What a plugin's resolver asks in order to answer is not told besides.
/// </remarks>
public sealed record DnsFailed : ConnectionNotice
{
    /// <summary>The event's name.</summary>
    public const string EventName = "dns:fail";

    /// <inheritdoc/>
    public override string Name => EventName;

    /// <summary>What the answer was.</summary>
    public required DnsFailure Failure { get; init; }

    /// <summary>The name that was asked for.</summary>
    public required string Question { get; init; }

    /// <summary>The type of record.</summary>
    public required DnsRecordType Type { get; init; }

    /// <summary>Why there is no usable answer; null otherwise.</summary>
    public string? Problem { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override string? Data => $"{ReasonText}:{Question.Replace(":", "::", StringComparison.Ordinal)}:{Type}";

    // Exim's words.
    private string ReasonText => Failure switch
    {
        DnsFailure.NoSuchName => "DNS_NOMATCH",
        DnsFailure.NoData => "DNS_NODATA",
        _ => "DNS_AGAIN",
    };
}
