using System.Text.Json.Serialization;
using Relay.Sdk.Tls;

namespace Relay.Sdk.Events;

/// <summary><c>tls:judged</c>: the TLS policies were heard about an outbound connection, and it was decided whether mail may go over it.</summary>
/// <remarks>What reports on TLS (RFC 8460) are made of: one for each connection that TLS was planned for, good or bad, and one for each host that a
/// policy left out.</remarks>
public sealed record TlsJudged : ConnectionNotice
{
    /// <summary>The event's name.</summary>
    public const string EventName = "tls:judged";

    /// <inheritdoc/>
    public override string Name => EventName;

    /// <summary>The policy or the setting whose requirement held, as in <c>dane</c> or <c>transport</c>.</summary>
    public required string DecidedBy { get; init; }

    /// <summary>What each policy said that had an opinion, those first that rank first; <see cref="TlsOpinion.Holds"/> says which count.</summary>
    public required IReadOnlyList<TlsOpinion> Opinions { get; init; }

    /// <summary>Why the connection is not used, one line; null when it is, with <see cref="ConnectionNotice.Tls"/> or in clear text.</summary>
    public string? Refusal { get; init; }

    /// <summary>A result type of RFC 8460 §4.3 when TLS did not come about or was refused; null otherwise.</summary>
    public string? ResultType { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override string? Data => ResultType;
}
