namespace Relay.Sdk.Events;

/// <summary>The client said EHLO or HELO; a refusal is the reply to it.</summary>
public sealed record HeloOffered : InboundMoment
{
    /// <summary>EHLO rather than HELO.</summary>
    public required bool Extended { get; init; }
}
