namespace Relay.Core.Handlers.Guarding;

/// <summary>A few threads for calls that may block; started when there is work for them, and ended when there is none for a while.</summary>
/// <remarks>When all of them are blocked, calls wait in line, and are dropped from it when their callers have given up.</remarks>
internal sealed class CallThreads(int most)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly object gate = new();
    private readonly Queue<OffThreadCall> line = new();
    private int threads;
    private int idle;

    internal void Run(OffThreadCall call)
    {
        bool needed;
        lock (gate)
        {
            // The oldest give up first: all calls of a handler have the same deadline.
            while (line.TryPeek(out OffThreadCall? head) && head.IsGivenUp)
                line.Dequeue();
            line.Enqueue(call);
            needed = line.Count > idle && threads < most;
            if (needed)
                threads++;
            else
                Monitor.Pulse(gate);
        }

        // A background thread, so that a blocked call does not keep the process alive. Started outside the lock, because the new thread takes it.
        if (needed)
            new Thread(Work) { IsBackground = true, Name = "relay plugin call" }.UnsafeStart();
    }

    private void Work()
    {
        while (Next() is { } call)
            call.Execute();
    }

    private OffThreadCall? Next()
    {
        lock (gate)
        {
            idle++;
            while (line.Count == 0)
            {
                if (Monitor.Wait(gate, Patience) || line.Count > 0)
                    continue;
                (idle, threads) = (idle - 1, threads - 1);
                return null;
            }

            idle--;
            return line.Dequeue();
        }
    }
}
