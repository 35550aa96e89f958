using System.Security.Cryptography;
using Relay.Sdk.Mail;

namespace Relay.Core.Sessions;

/// <summary>Makes message ids: milliseconds since 2024, ten bits drawn at the start, and a count within the millisecond.</summary>
/// <remarks>Ids grow, also across threads and when the clock steps back; the drawn bits keep two relays that share a store apart.</remarks>
public sealed class MessageIdSource(TimeProvider clock)
{
    private const int SequenceBits = 12;
    private const int StartBits = 10;
    private static readonly DateTimeOffset Epoch = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly long drawn = (long)RandomNumberGenerator.GetInt32(1 << StartBits) << SequenceBits;
    private long last;

    /// <summary>Makes the next id.</summary>
    public MessageId Next()
    {
        long now = Math.Max(0, (long)(clock.GetUtcNow() - Epoch).TotalMilliseconds) << SequenceBits;
        while (true)
        {
            long before = Volatile.Read(ref last);
            long next = Math.Max(now, before + 1);
            if (Interlocked.CompareExchange(ref last, next, before) == before)
                return new MessageId((next >> SequenceBits << (SequenceBits + StartBits)) | drawn | (next & ((1 << SequenceBits) - 1)));
        }
    }
}
