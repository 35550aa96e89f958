using Relay.Sdk.Lookups;

namespace Relay.Core.Lookups;

/// <summary>Answers of one lookup, kept for as long as they or the options say, in bounded room.</summary>
/// <remarks>
/// Two generations: when the young generation is full, it becomes the old generation, and the former old generation is dropped; an answer that is
/// used moves back to the young generation. So the least used make room without a clean-up task.
/// </remarks>
internal sealed class KeptAnswers(LookupOptions options, TimeProvider time)
{
    /// <summary>Characters of question and answer beyond which an answer is not kept.</summary>
    internal const int MostOfOne = 64 * 1024;

    private const int MostOfGeneration = 4 * 1024 * 1024;

    private readonly Lock gate = new();
    private readonly int mostAnswers = (options.MaxKept + 1) / 2;
    private Dictionary<LookupQuery, Kept> young = [];
    private Dictionary<LookupQuery, Kept> old = [];
    private long youngSize;
    private int epoch;

    /// <summary>Grows when the store was changed: an answer to a question put before that is not kept.</summary>
    public int Epoch => Volatile.Read(ref epoch);

    /// <summary>Finds an answer that is still good.</summary>
    public LookupResult? Find(LookupQuery query) => Find(query, TimeSpan.Zero);

    /// <summary>Finds an answer that may stand in while the lookup is Unavailable.</summary>
    public LookupResult? FindStale(LookupQuery query) => options.KeepStale > TimeSpan.Zero ? Find(query, options.KeepStale) : null;

    /// <summary>Keeps an answer, where it may be kept.</summary>
    /// <param name="query">The question.</param>
    /// <param name="answer">Its answer.</param>
    /// <param name="asked">The epoch in which the question was put.</param>
    public void Keep(LookupQuery query, LookupResult answer, int asked)
    {
        TimeSpan lifetime = LifetimeOf(answer);
        int size = SizeOf(query, answer);
        if (lifetime <= TimeSpan.Zero || size > MostOfOne)
            return;
        Kept kept = new(answer, time.GetTimestamp(), lifetime, size);
        lock (gate)
        {
            if (asked != epoch)
                return;
            old.Remove(query);
            Add(query, kept);
        }
    }

    /// <summary>Forgets all: the store was changed.</summary>
    public void Clear()
    {
        lock (gate)
        {
            epoch++;
            (young, old, youngSize) = ([], [], 0);
        }
    }

    private LookupResult? Find(LookupQuery query, TimeSpan grace)
    {
        lock (gate)
        {
            if (young.TryGetValue(query, out Kept kept))
                return IsGood(kept, grace) ? kept.Answer : null;
            if (!old.TryGetValue(query, out kept) || !IsGood(kept, grace))
                return null;
            old.Remove(query);
            Add(query, kept);
            return kept.Answer;
        }
    }

    private bool IsGood(Kept kept, TimeSpan grace) => time.GetElapsedTime(kept.At) < kept.Lifetime + grace;

    private void Add(LookupQuery query, Kept kept)
    {
        if (young.Remove(query, out Kept before))
            youngSize -= before.Size;
        if (young.Count >= mostAnswers || youngSize + kept.Size > MostOfGeneration)
            (young, old, youngSize) = ([], young, 0);
        young[query] = kept;
        youngSize += kept.Size;
    }

    private TimeSpan LifetimeOf(LookupResult answer) => answer switch
    {
        LookupResult.Found found => found.TimeToLive ?? options.KeepFound,
        LookupResult.Missing missing => missing.TimeToLive ?? options.KeepMissing,
        _ => TimeSpan.Zero,
    };

    private static int SizeOf(LookupQuery query, LookupResult answer)
    {
        long size = query.Text.Length + (query.Source?.Length ?? 0);
        if (answer is LookupResult.Found found)
        {
            foreach (string value in found.Values)
                size += value.Length;
        }

        return (int)Math.Min(size, int.MaxValue);
    }

    private readonly record struct Kept(LookupResult Answer, long At, TimeSpan Lifetime, int Size);
}
