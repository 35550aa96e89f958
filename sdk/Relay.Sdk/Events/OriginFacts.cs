using System.Net;
using System.Text.Json.Serialization;

namespace Relay.Sdk.Events;

/// <summary>How a message came to the relay.</summary>
public sealed record OriginFacts
{
    /// <summary>The client's address and port; null for mail of the relay's own making.</summary>
    [JsonConverter(typeof(IPEndPointJsonConverter))]
    public IPEndPoint? Remote { get; init; }

    /// <summary>The listener's address and port; null for mail of the relay's own making.</summary>
    [JsonConverter(typeof(IPEndPointJsonConverter))]
    public IPEndPoint? Local { get; init; }

    /// <summary>The argument of EHLO or HELO; null for mail of the relay's own making.</summary>
    public string? Helo { get; init; }

    /// <summary>The authenticated identity; null without AUTH.</summary>
    public string? AuthenticatedUser { get; init; }

    /// <summary>The plugin that submitted the message (<see cref="Submission.ISubmission"/>), with its instance name after a # when it has one; null
    /// for other mail.</summary>
    public string? Plugin { get; init; }
}
