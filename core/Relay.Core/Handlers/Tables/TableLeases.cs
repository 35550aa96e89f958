using Relay.Core.Handlers.Guarding;
using Relay.Core.Lookups;

namespace Relay.Core.Handlers.Tables;

/// <summary>Counts the events that use a handler table, so that its plugins are stopped only after the last of these events has ended.</summary>
/// <remarks>An event leaves the cell that it entered. So no cell is ever below the events in it, and a sum of zero after the close is
/// final.</remarks>
internal sealed class TableLeases : IUseCount
{
    private readonly long[] cells = ProcessorCell.NewArray();
    private readonly TaskCompletionSource drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool isClosed;

    /// <summary>Completes when the table is closed and no event uses it.</summary>
    internal Task Drained => drained.Task;

    /// <param name="cell">Is to be given to <see cref="Exit"/>.</param>
    /// <returns>False when the table is closed: another table is in force.</returns>
    internal bool TryEnter(out int cell)
    {
        cell = ProcessorCell.Current;
        // A full fence: an event that does not see the close is seen by the sum that the close makes.
        Interlocked.Increment(ref cells[cell]);
        if (!isClosed)
            return true;
        Exit(cell);
        return false;
    }

    /// <summary>Lets a call in that begins within an event that is in already, also when the table is closed.</summary>
    public int EnterAgain()
    {
        int cell = ProcessorCell.Current;
        Interlocked.Increment(ref cells[cell]);
        return cell;
    }

    public void Exit(int cell)
    {
        Interlocked.Decrement(ref cells[cell]);
        if (isClosed)
            CompleteIfUnused();
    }

    /// <summary>Lets no more events in.</summary>
    internal void Close()
    {
        isClosed = true;
        Interlocked.MemoryBarrier();
        CompleteIfUnused();
    }

    private void CompleteIfUnused()
    {
        if (ProcessorCell.Sum(cells) == 0)
            drained.TrySetResult();
    }
}
