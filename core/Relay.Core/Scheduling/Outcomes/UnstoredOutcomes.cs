namespace Relay.Core.Scheduling.Outcomes;

/// <summary>Outcomes that could not be stored: they wait apart from the others, hold up none of them, and are tried again for as long as it
/// takes.</summary>
/// <param name="clock">For the pauses.</param>
/// <param name="store">Tries to store them; what cannot be stored comes back by <see cref="Add"/>.</param>
internal sealed class UnstoredOutcomes(TimeProvider clock, Func<List<PendingOutcome>, Task> store)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LastPause = TimeSpan.FromSeconds(30);

    private readonly Lock gate = new();
    private readonly HashSet<long> entries = [];
    private List<PendingOutcome> waiting = [];
    private bool running;

    /// <summary>Whether what became of an entry waits here.</summary>
    public bool Has(long entryId)
    {
        lock (gate)
            return entries.Contains(entryId);
    }

    public void Add(IReadOnlyList<PendingOutcome> outcomes)
    {
        lock (gate)
        {
            waiting.AddRange(outcomes);
            foreach (PendingOutcome outcome in outcomes)
                entries.Add(outcome.Update.Entry.EntryId);
            if (running || waiting.Count == 0)
                return;
            running = true;
        }

        _ = RepeatAsync();
    }

    private async Task RepeatAsync()
    {
        for (TimeSpan pause = FirstPause; ;)
        {
            await Task.Delay(pause, clock);
            List<PendingOutcome> again;
            lock (gate)
                (again, waiting) = (waiting, []);
            await store(again);
            lock (gate)
            {
                entries.Clear();
                foreach (PendingOutcome outcome in waiting)
                    entries.Add(outcome.Update.Entry.EntryId);
                running = waiting.Count > 0;
                if (!running)
                    return;
                pause = waiting.Count < again.Count ? FirstPause : pause * 2 < LastPause ? pause * 2 : LastPause;
            }
        }
    }
}
