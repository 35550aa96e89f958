namespace Relay.Sdk.Plugins;

/// <summary>How one handler is called. What plugins.json says for the handler wins over these.</summary>
public record HandlerOptions
{
    /// <summary>The handler's name in plugins.json and in <c>relay plugin list</c>; null for the class name in lower-case words, as in
    /// <c>cap-recipients</c>. Lower-case letters, digits, <c>-</c>, <c>_</c> and <c>.</c>.</summary>
    public string? Name { get; init; }

    /// <summary>Lower runs earlier; equals run in the order of plugins.json.</summary>
    public int Order { get; init; }

    /// <summary>Deadline of one call, from 1 ms to 1 h; null for the default of plugins.json (5 s).</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>What a throw or a missed deadline means; null for <c>defaults.onError</c> of plugins.json (tempfail). Of observers it is tempfail or
    /// ignore.</summary>
    public FailurePolicy? OnError { get; init; }

    /// <summary>Most notices in one call of an <see cref="Events.IObserveMany{TNotice}"/>; at least 1.</summary>
    public int Batch { get; init; } = 100;
}
