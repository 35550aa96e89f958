using System.Security.Cryptography;
using System.Text;

namespace Relay.Trials.Sink;

/// <summary>Counts what has arrived. Safe for concurrent use.</summary>
internal sealed class SinkTally(long? expect, TextWriter? ids)
{
    private readonly Lock gate = new();
    private readonly HashSet<UInt128> seen = [];
    private readonly TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long messages;
    private long recipients;
    private long octets;
    private long duplicates;
    private long intact;
    private long altered;
    private long answered;

    /// <summary>Completes when the expected number has arrived, and each client has been told so.</summary>
    public Task Reached => reached.Task;

    public SinkCounts Counts
    {
        get
        {
            lock (gate)
                return new SinkCounts(messages, recipients, octets, duplicates, intact, altered);
        }
    }

    public void Add(ReceivedContent content, int recipientCount)
    {
        UInt128? id = content.MessageId.IsEmpty ? null : Fingerprint(content.MessageId);
        lock (gate)
        {
            messages++;
            recipients += recipientCount;
            octets += content.LengthOctets;
            if (id is { } known && !seen.Add(known))
                duplicates++;
            if (id is not null)
                ids?.WriteLine(Encoding.UTF8.GetString(content.MessageId));
            if (content.IsIntact is { } isIntact)
                _ = isIntact ? intact++ : altered++;
        }
    }

    /// <summary>The replies to so many messages have been sent.</summary>
    public void Answered(int count)
    {
        if (Interlocked.Add(ref answered, count) >= expect)
            reached.TrySetResult();
    }

    // Sixteen octets of a hash: a million ids stay in some tens of megabytes.
    private static UInt128 Fingerprint(ReadOnlySpan<byte> id)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(id, hash);
        return new UInt128(BitConverter.ToUInt64(hash), BitConverter.ToUInt64(hash[8..]));
    }
}
