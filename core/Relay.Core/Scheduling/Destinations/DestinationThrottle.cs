using Relay.Core.Routing;
using Relay.Core.Settings;
using Relay.Sdk.Replies;

namespace Relay.Core.Scheduling.Destinations;

/// <summary>How fast a destination may be served: rests after failures, rates, and how many workers. Not for several threads.</summary>
internal sealed class DestinationThrottle(DeliverySettings settings, TimeProvider clock)
{
    /// <summary>Workers of a destination before its first reply.</summary>
    private const int FirstWorkers = 2;

    /// <summary>Broken transactions in a row, with nothing good between, that count like an unreachable destination.</summary>
    private const int MaxBroken = 3;

    /// <summary>What would wait longer than this for a rate goes back to the spool.</summary>
    public const long LongPause = 5 * TimeSpan.TicksPerSecond;

    private const long MemoryTicks = 2 * TimeSpan.TicksPerMinute;

    private const long RelaxTicks = 30 * TimeSpan.TicksPerSecond;

    // Routes with different transports may lead to one destination: each keeps what it has used up while the others have their turn.
    private readonly Dictionary<TransportSettings, (TokenBucket? Messages, TokenBucket? Connections)> rates = new(1);

    private RouteTarget? target;
    private TokenBucket? messages;
    private TokenBucket? connections;
    private int maxWorkers = FirstWorkers;
    private int ceiling = int.MaxValue;
    private long ceilingAt;
    private long connectBlockedUntil;
    private int rests;
    private int broken;

    public DestinationHealth Health { get; private set; } = DestinationHealth.Unknown;

    /// <summary>Until when nothing is sent, in UTC ticks; 0 when nothing is in the way.</summary>
    public long BlockedUntil { get; private set; }

    /// <summary>Why the last attempt to reach the destination failed; null when it did not.</summary>
    public SmtpReply? Trouble { get; private set; }

    /// <summary>How long an idle connection is kept.</summary>
    public TimeSpan IdleTimeout { get; private set; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether the limits of the transport are known.</summary>
    public bool IsKnown => target is not null;

    /// <summary>Whether messages are counted, so that each has to ask.</summary>
    public bool IsRated { get; private set; }

    /// <summary>Whether <see cref="Succeeded"/> would change anything; for a quick look without the lock.</summary>
    public bool IsSteady => Health == DestinationHealth.Proven && broken == 0;

    /// <summary>Whether nothing is known that matters: no rest, no rate in use, and no good health of late.</summary>
    /// <param name="progressAt">When something last happened.</param>
    public bool IsForgettable(long now, long progressAt) =>
        !IsBlocked(now) && !IsAnyRateUsed() && (Health != DestinationHealth.Proven || progressAt + MemoryTicks <= now);

    /// <summary>How many workers the destination may have.</summary>
    public int WorkerLimit(long now) => Health switch
    {
        DestinationHealth.Proven => Math.Min(maxWorkers, Ceiling(now)),
        DestinationHealth.Unknown => Math.Min(Math.Min(FirstWorkers, maxWorkers), Ceiling(now)),
        _ => 1,
    };

    /// <summary>Until when no new connection may be made, in UTC ticks; 0 when nothing is in the way.</summary>
    public long ConnectBlockedUntil => Math.Max(BlockedUntil, connectBlockedUntil);

    public bool IsBlocked(long now) => BlockedUntil > now;

    /// <summary>Whether new entries may wait in memory: not during a rest, nor for a rate that lets nothing through for long.</summary>
    public bool Admits(long now) => !IsBlocked(now) || (Health != DestinationHealth.Failing && BlockedUntil <= now + LongPause);

    /// <summary>Takes the limits of the transport, once the route is known or when it has changed.</summary>
    public void Apply(RouteTarget now)
    {
        if (ReferenceEquals(target, now))
            return;
        if (target is null || target.Transport != now.Transport)
        {
            TransportSettings transport = now.Transport;
            (maxWorkers, IdleTimeout) = (transport.MaxConnections, transport.IdleTimeout);
            if (!rates.TryGetValue(transport, out (TokenBucket? Messages, TokenBucket? Connections) own))
                rates.Add(transport, own = (Bucket(transport.MessageRate), Bucket(transport.ConnectionRate)));
            (messages, connections) = own;
            IsRated |= messages is not null || connections is not null;
        }

        target = now;
    }

    /// <summary>Asks for the right to send one message; when there is none, the destination is blocked until there is.</summary>
    /// <param name="now">In UTC ticks.</param>
    /// <param name="connects">Whether it takes a new connection; when there is no right to make one, new ones are blocked until there is.</param>
    public bool TryTake(long now, bool connects)
    {
        TimeSpan wait = messages?.TryTake() ?? TimeSpan.Zero;
        if (wait > TimeSpan.Zero)
        {
            BlockedUntil = Math.Max(BlockedUntil, now + wait.Ticks);
            return false;
        }

        wait = connects && connections is not null ? connections.TryTake() : TimeSpan.Zero;
        if (wait == TimeSpan.Zero)
            return true;
        connectBlockedUntil = now + wait.Ticks;
        messages?.Return();
        return false;
    }

    /// <summary>A transaction got its replies.</summary>
    public void Succeeded()
    {
        (Health, rests, broken, Trouble) = (DestinationHealth.Proven, 0, 0, null);
        BlockedUntil = 0;
    }

    /// <summary>The connection broke before any recipient got a lasting reply.</summary>
    /// <returns>True when that happened so often that the destination counts as unreachable.</returns>
    public bool Broke(int workers) => ++broken >= Math.Max(MaxBroken, workers);

    /// <summary>A connection was refused while others work: no more than those for now, and one more each half minute.</summary>
    public void Limit(int workers, long now) => (ceiling, ceilingAt) = (Math.Max(1, workers), now);

    /// <summary>No host could be reached: rests, twice as long each time.</summary>
    public void Rest(long now, SmtpReply reply)
    {
        (Health, broken, ceiling, Trouble) = (DestinationHealth.Failing, 0, int.MaxValue, reply);
        if (IsBlocked(now))
            return;

        // Compared before it becomes a number of ticks: doubled often enough, it is more than fits.
        double rest = settings.BackOffFirst.Ticks * Math.Pow(2, Math.Min(rests, 100));
        BlockedUntil = now + (rest < settings.BackOffLast.Ticks ? (long)rest : settings.BackOffLast.Ticks);
        rests++;
    }

    /// <summary>Ends a rest at an operator's wish.</summary>
    public void Wake() => BlockedUntil = 0;

    private int Ceiling(long now) => ceiling == int.MaxValue ? ceiling : (int)Math.Min(maxWorkers, ceiling + ((now - ceilingAt) / RelaxTicks));

    private bool IsAnyRateUsed()
    {
        foreach ((TokenBucket? sent, TokenBucket? made) in rates.Values)
        {
            if ((sent?.IsUsed ?? false) || (made?.IsUsed ?? false))
                return true;
        }

        return false;
    }

    private TokenBucket? Bucket(string rate) => Rate.TryParse(rate, out Rate? read, out _) && read is not null ? new TokenBucket(read, clock) : null;
}
