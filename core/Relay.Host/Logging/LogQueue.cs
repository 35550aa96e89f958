namespace Relay.Host.Logging;

/// <summary>Lines on their way to the output: callers only copy octets, one thread of its own writes them in batches.</summary>
/// <remarks>The queue has a bound. What does not fit because the output is slow or stuck is dropped and counted, so that mail never waits for a
/// log.</remarks>
internal sealed class LogQueue : IDisposable
{
    private const int FirstOctets = 64 * 1024;

    // Lines of so long a stretch leave with one write.
    private static readonly TimeSpan BatchTime = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan PauseAfterFault = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(2);

    private readonly Stream output;
    private readonly int capacity;
    private readonly Func<long, byte[]> tellDropped;
    private readonly Lock gate = new();

    // Events of the system: this thread waits longer than it works, and a slim event spins before it waits.
    private readonly AutoResetEvent filled = new(false);
    private readonly ManualResetEvent stopping = new(false);
    private readonly Thread writer;
    private byte[] front = new byte[FirstOctets];
    private byte[] back = new byte[FirstOctets];
    private int length;
    private long dropped;
    private bool isStopped;

    // A write failed, perhaps in the middle of a line, which the next line must not continue.
    private bool isTorn;

    /// <param name="output">Written and flushed by the queue's thread only.</param>
    /// <param name="tellDropped">Makes the line that says how many lines were dropped.</param>
    /// <param name="capacity">Octets that may wait.</param>
    public LogQueue(Stream output, Func<long, byte[]> tellDropped, int capacity = 8 * 1024 * 1024)
    {
        (this.output, this.tellDropped, this.capacity) = (output, tellDropped, capacity);
        writer = new Thread(Run) { IsBackground = true, Name = "log" };
        writer.Start();
    }

    /// <summary>Takes a copy of a line, its line end included; never waits for the output.</summary>
    public void Add(ReadOnlySpan<byte> line)
    {
        lock (gate)
        {
            if (isStopped)
                return;
            if (length + line.Length > capacity)
            {
                dropped++;
                return;
            }

            if (length + line.Length > front.Length)
                Array.Resize(ref front, Math.Max(Math.Min(front.Length * 2, capacity), length + line.Length));
            line.CopyTo(front.AsSpan(length));
            length += line.Length;
            if (length == line.Length)
                filled.Set();
        }
    }

    /// <summary>Writes what waits, unless the output is stuck.</summary>
    public void Dispose()
    {
        stopping.Set();
        if (!writer.Join(StopTime))
            return;
        lock (gate)
            isStopped = true;
        filled.Dispose();
        stopping.Dispose();
    }

    private void Run()
    {
        WaitHandle[] handles = [stopping, filled];
        while (WaitHandle.WaitAny(handles) != 0)
        {
            stopping.WaitOne(BatchTime);
            if (!WriteBatch())
                stopping.WaitOne(PauseAfterFault);
        }

        // Told to stop: what has come in until now still goes out.
        WriteBatch();
    }

    /// <returns>False when the output takes nothing now: its disk is full, or its reader has stopped.</returns>
    private bool WriteBatch()
    {
        int count;
        long lost;
        lock (gate)
        {
            (front, back) = (back, front);
            (count, length) = (length, 0);
            (lost, dropped) = (dropped, 0);
        }

        try
        {
            if (isTorn)
                output.Write("\n"u8);
            isTorn = true;
            output.Write(back, 0, count);
            if (lost > 0)
                output.Write(tellDropped(lost));
            output.Flush();
            isTorn = false;
            return true;
        }
        catch (IOException)
        {
            // How much of it was written is not known: all of it counts as lost.
            lock (gate)
                dropped += lost + back.AsSpan(0, count).Count((byte)'\n');
            return false;
        }
    }
}
