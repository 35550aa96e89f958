namespace Relay.EndToEnd.Tests.Crash;

/// <summary>What was sent, and what of it the relay has taken responsibility for. Safe for concurrent use.</summary>
internal sealed class SentMail
{
    private readonly Lock gate = new();
    private readonly HashSet<string> begun = [];
    private readonly Dictionary<string, string[]> acknowledged = [];
    private readonly List<(int Count, TaskCompletionSource Reached)> waiting = [];

    /// <summary>How many messages were acknowledged.</summary>
    public int Count
    {
        get
        {
            lock (gate)
                return acknowledged.Count;
        }
    }

    /// <summary>The final dot may be on its way: from here on the message may arrive.</summary>
    public void Begin(string id)
    {
        lock (gate)
            begun.Add(id);
    }

    /// <summary>250 came: from here on it must arrive at all these domains.</summary>
    public void Acknowledge(string id, string[] domains)
    {
        lock (gate)
        {
            acknowledged.Add(id, domains);
            foreach ((_, TaskCompletionSource reached) in waiting.Where(wait => wait.Count <= acknowledged.Count))
                reached.TrySetResult();
            waiting.RemoveAll(wait => wait.Count <= acknowledged.Count);
        }
    }

    /// <summary>Waits until so many are acknowledged.</summary>
    public Task ReachAsync(int count)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            if (acknowledged.Count >= count)
                return Task.CompletedTask;
            waiting.Add((count, reached));
        }

        return reached.Task.WaitAsync(TimeSpan.FromSeconds(60));
    }

    /// <summary>Acknowledged messages for a domain that are not among those that arrived there.</summary>
    public IReadOnlyList<string> Missing(string domain, IEnumerable<string> arrived)
    {
        var there = arrived.ToHashSet();
        lock (gate)
            return [.. acknowledged.Where(message => message.Value.Contains(domain) && !there.Contains(message.Key)).Select(message => message.Key)];
    }

    /// <summary>Messages that arrived and were never sent.</summary>
    public IReadOnlyList<string> Unknown(IEnumerable<string> arrived)
    {
        lock (gate)
            return [.. arrived.Where(id => !begun.Contains(id))];
    }
}
