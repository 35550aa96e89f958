namespace Relay.Core.Logging;

/// <summary>Several values in a log line: text separated by commas for people, a list for machines.</summary>
public sealed class LoggedList(IReadOnlyList<string> items)
{
    /// <summary>The values.</summary>
    public IReadOnlyList<string> Items { get; } = items;

    /// <summary>The values, separated by commas.</summary>
    public override string ToString() => Items.Count == 1 ? Items[0] : string.Join(", ", Items);
}
