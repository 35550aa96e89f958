namespace Relay.Sdk.Events;

/// <summary>What is to be known of one event.</summary>
public sealed record EventDescription
{
    internal EventDescription()
    {
    }

    /// <summary>The event's name: words parted by colons, as in <c>msg:delivery</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Whether Exim has an event of this name.</summary>
    public bool IsExims { get; init; }

    /// <summary>Where it happens.</summary>
    public required EventDirection Direction { get; init; }

    /// <summary>What it happens to, as in <c>recipient</c>: one event for each of these.</summary>
    public required string Unit { get; init; }

    /// <summary>When it happens.</summary>
    public required string When { get; init; }

    /// <summary>How observers are told.</summary>
    public EventTelling Telling =>
        Notice is null ? EventTelling.None : Notice.IsSubclassOf(typeof(ConnectionNotice)) ? EventTelling.Live : EventTelling.Durable;

    /// <summary>The moment at which handlers decide; null when nothing is decided.</summary>
    public Type? Moment { get; init; }

    /// <summary>The notice that observers hear; null when there is none.</summary>
    public Type? Notice { get; init; }

    /// <summary>What <see cref="Events.Notice.Data"/> holds; null when that is null.</summary>
    public string? Data { get; init; }

    /// <summary>What a refusal brings about; null when nothing is decided.</summary>
    public string? Refusal { get; init; }
}
