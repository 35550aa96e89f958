using Relay.Core.Dns.Messages;
using Relay.Sdk.Dns;

namespace Relay.Core.Dns;

/// <summary>Keeps answers for as long as they may be kept, in bounded room.</summary>
/// <remarks>
/// Two generations: when the young generation is full, it becomes the old generation, and the former old generation is dropped. An answer that is
/// used moves back to the young generation. So the memory and the work per question are bounded without a clean-up task, and the least used answers
/// are lost first.
/// </remarks>
internal sealed class AnswerCache(int entries, TimeProvider time)
{
    private static readonly TimeSpan LongestPositive = TimeSpan.FromDays(1);
    private static readonly TimeSpan LongestNegative = TimeSpan.FromHours(1); // RFC 2308 §5: one to three hours
    private static readonly TimeSpan FailureLifetime = TimeSpan.FromSeconds(5); // RFC 9520 §3.2: one second at least, five minutes at most

    private readonly Lock gate = new();
    private readonly int perGeneration = (entries + 1) / 2;
    private Dictionary<DnsQuestion, Kept> young = [];
    private Dictionary<DnsQuestion, Kept> old = [];

    /// <summary>Finds an answer that is still good; its time to live is what is left of it.</summary>
    public DnsAnswer? Find(DnsQuestion question)
    {
        long now = time.GetTimestamp();
        Kept kept;
        lock (gate)
        {
            if (!young.TryGetValue(question, out kept))
            {
                if (!old.Remove(question, out kept))
                    return null;
                if (kept.Expires > now)
                    Add(question, kept);
            }
        }

        return kept.Expires > now ? kept.Answer with { TimeToLive = time.GetElapsedTime(now, kept.Expires) } : null;
    }

    /// <summary>Keeps an answer, unless its time to live is nothing.</summary>
    public void Keep(DnsQuestion question, DnsAnswer answer)
    {
        TimeSpan lifetime = LifetimeOf(answer);
        if (entries <= 0 || lifetime <= TimeSpan.Zero)
            return;
        long expires = time.GetTimestamp() + (long)(lifetime.TotalSeconds * time.TimestampFrequency);
        lock (gate)
        {
            old.Remove(question);
            Add(question, new Kept(answer, expires));
        }
    }

    /// <summary>How long this answer is kept: its own time to live within bounds, and a moment for failures.</summary>
    public static TimeSpan LifetimeOf(DnsAnswer answer)
    {
        if (!answer.IsUsable)
            return FailureLifetime;
        TimeSpan longest = answer.Records.Count > 0 ? LongestPositive : LongestNegative;
        return answer.TimeToLive < longest ? answer.TimeToLive : longest;
    }

    private void Add(DnsQuestion question, Kept kept)
    {
        if (young.Count >= perGeneration && !young.ContainsKey(question))
            (young, old) = ([], young);
        young[question] = kept;
    }

    private readonly record struct Kept(DnsAnswer Answer, long Expires);
}
