using System.Diagnostics;

namespace Relay.Trials.Send;

/// <summary>Counts what was sent and how long it took. Safe for concurrent use.</summary>
internal sealed class SendTally(SendOptions options, TimeProvider time)
{
    private const int MaxKinds = 20;
    private readonly Lock gate = new();
    private readonly Dictionary<string, long> failures = [];
    private readonly List<long> latencies = new((int)Math.Min(options.Count, 10_000_000));
    private readonly long startedAt = time.GetTimestamp();
    private long next;
    private long octets;
    private long failed;

    /// <summary>Messages done, refused ones included.</summary>
    public long Done
    {
        get
        {
            lock (gate)
                return latencies.Count + failed;
        }
    }

    /// <summary>Takes the number of the next message to send.</summary>
    public bool TryTakeNext(out long number)
    {
        number = Interlocked.Increment(ref next) - 1;
        return number < options.Count;
    }

    public void Accepted(string messageId, long contentOctets, TimeSpan latency)
    {
        lock (gate)
        {
            octets += contentOctets;
            latencies.Add(latency.Ticks);
            if (messageId.Length > 0)
                options.Acknowledged?.WriteLine(messageId);
        }
    }

    public void Failed(string reason)
    {
        lock (gate)
        {
            failed++;
            if (failures.Count < MaxKinds || failures.ContainsKey(reason))
                failures[reason] = failures.GetValueOrDefault(reason) + 1;
        }
    }

    public SendReport Report()
    {
        double seconds = Math.Max(time.GetElapsedTime(startedAt).TotalSeconds, 1.0 / Stopwatch.Frequency);
        lock (gate)
        {
            long[] sorted = [.. latencies];
            Array.Sort(sorted);
            return new SendReport
            {
                Sent = sorted.Length,
                Failed = failed,
                Unsent = options.Count - sorted.Length - failed,
                Seconds = Math.Round(seconds, 3),
                MessagesPerSecond = Math.Round(sorted.Length / seconds, 1),
                MegabytesPerSecond = Math.Round(octets / seconds / 1e6, 2),
                LatencyMs = Latency.Of(sorted),
                Failures = new Dictionary<string, long>(failures),
            };
        }
    }
}
