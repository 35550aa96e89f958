namespace Relay.Core.Outbox;

/// <summary>How far one subscriber is done with the outbox. Goes forward only, whichever code moves it.</summary>
/// <param name="name">Under which it is saved.</param>
internal sealed class OutboxCursor(string name)
{
    private long position;

    internal string Name => name;

    /// <summary>The last notice that is done with.</summary>
    internal long Position => Interlocked.Read(ref position);

    /// <summary>Where it stood when the backlog was looked at last.</summary>
    internal long Seen { get; set; } = -1;

    /// <summary>Whether the log has been told that it is far behind.</summary>
    internal bool IsLate { get; set; }

    /// <summary>Says that all up to a notice is done with.</summary>
    internal void MoveTo(long next)
    {
        for (long seen = Position; seen < next;)
        {
            long found = Interlocked.CompareExchange(ref position, next, seen);
            if (found == seen)
                return;
            seen = found;
        }
    }
}
