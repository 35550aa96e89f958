namespace Relay.Core.Scheduling.Upkeep;

/// <summary>One round of the housekeeping, task after task; none of them throws.</summary>
internal sealed class UpkeepTasks(BacklogReader backlog, DueTimeReview dueTimes, HeldMailReview held, OverdueSweep sweep)
{
    // The whole queue is looked at only now and then: it finds what another relay on a shared store has put there, and any wake-up ever missed.
    private const int RoundsPerLook = 20;

    private int rounds;

    /// <summary>Runs one round.</summary>
    /// <param name="clockStep">By how much the clock of the system was set since the last round.</param>
    public async Task RunAsync(TimeSpan clockStep)
    {
        if (clockStep != TimeSpan.Zero)
            rounds = 0;
        dueTimes.Request(clockStep);
        await dueTimes.RunAsync();
        if (rounds % RoundsPerLook != 0 || await backlog.TryReadAsync())
            rounds++;
        await held.RunAsync();
        await sweep.RunAsync();
    }
}
