using System.IO.MemoryMappedFiles;

namespace Relay.Core.Spool.Claiming;

/// <summary>A mapped file of slots, each with the id of an entry that is being attempted. Its head counts the messages that were acknowledged.
/// Writing costs no system call, and survives the process.</summary>
/// <remarks>
/// Power loss may forget marks and counts: then a crash is not counted, or a loss not noticed. The head holds the run that wrote the marks,
/// so that one crash is never counted twice. Not synchronized: <see cref="Claims"/> calls it under its lock, the writer thread alone counts.
/// </remarks>
internal sealed class InFlightFile : IDisposable
{
    private const int HeadOctets = 64;
    private const int TakenOffset = 8;
    private const int LastTakenOffset = 16;
    private const int SlotOctets = 8;

    /// <summary>More attempts at once than any relay makes; attempts beyond it are made without a mark.</summary>
    private const int Slots = 32 * 1024;

    private const int TotalOctets = HeadOctets + (Slots * SlotOctets);

    private readonly MemoryMappedFile file;
    private readonly MemoryMappedViewAccessor view;
    private readonly Stack<int> free = new();
    private int used;

    private InFlightFile(MemoryMappedFile file)
    {
        this.file = file;
        view = file.CreateViewAccessor(0, TotalOctets);
    }

    /// <exception cref="IOException">There is no room for it.</exception>
    public static InFlightFile Open(string path)
    {
        // Written out first: touching a hole of a mapped file on a full disk would end the process.
        using (FileStream whole = File.Open(path, FileMode.OpenOrCreate))
        {
            whole.Seek(0, SeekOrigin.End);
            whole.Write(new byte[Math.Max(0, TotalOctets - whole.Length)]);
        }

        return new InFlightFile(MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, TotalOctets));
    }

    /// <summary>The run that made these marks; 0 in a new file.</summary>
    public long Run => view.ReadInt64(0);

    /// <summary>Messages that the spool had taken when the last of them was acknowledged.</summary>
    public long Taken => view.ReadInt64(TakenOffset);

    /// <summary>The id of the message that was acknowledged last; 0 before the first.</summary>
    public long LastTaken => view.ReadInt64(LastTakenOffset);

    /// <summary>The ids in all slots.</summary>
    public IReadOnlyList<long> Read()
    {
        var ids = new List<long>();
        for (int slot = 0; slot < Slots; slot++)
        {
            long id = view.ReadInt64(Offset(slot));
            if (id != 0)
                ids.Add(id);
        }

        return ids;
    }

    /// <summary>Clears all slots for a new run.</summary>
    /// <param name="run">Its number.</param>
    /// <param name="taken">Messages that the database knows to have been taken.</param>
    public void Begin(long run, long taken)
    {
        view.Write(TakenOffset, taken);
        for (int slot = 0; slot < Slots; slot++)
            view.Write(Offset(slot), 0L);
        view.Write(0, run);

        // The run must be known after power loss too: by it a start tells the database of the last run from another.
        view.Flush();
        free.Clear();
        used = 0;
    }

    /// <summary>Notes that messages are about to be acknowledged. They are on stable storage.</summary>
    /// <param name="taken">Messages taken so far.</param>
    /// <param name="lastMessage">The id of the last one.</param>
    public void Acknowledge(long taken, long lastMessage)
    {
        view.Write(TakenOffset, taken);
        view.Write(LastTakenOffset, lastMessage);
    }

    /// <summary>Takes a slot; false when none is free.</summary>
    public bool TryTake(long entryId, out int slot)
    {
        if (!free.TryPop(out slot))
        {
            if (used == Slots)
            {
                slot = -1;
                return false;
            }

            slot = used++;
        }

        view.Write(Offset(slot), entryId);
        return true;
    }

    public void Clear(int slot)
    {
        view.Write(Offset(slot), 0L);
        free.Push(slot);
    }

    private static int Offset(int slot) => HeadOctets + (slot * SlotOctets);

    public void Dispose()
    {
        view.Dispose();
        file.Dispose();
    }
}
