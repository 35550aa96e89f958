using System.Globalization;
using Relay.Core.Scheduling.Connections;
using Relay.Core.Scheduling.Timing;
using Relay.Core.Settings;
using Relay.Sdk.Replies;

namespace Relay.Core.Scheduling.Destinations;

/// <summary>How fast a destination may be served: rests after failures, rates, and how many workers. Not for several threads.</summary>
internal sealed class DestinationThrottle
{
    /// <summary>Workers of a destination before its first reply.</summary>
    private const int FirstWorkers = 2;

    /// <summary>Broken transactions in a row, with nothing good between, that count like an unreachable destination.</summary>
    private const int MaxBroken = 3;

    /// <summary>What would wait longer than this for a rate goes back to the spool.</summary>
    public static readonly TimeSpan LongPause = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Relaxation = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ShortagePause = TimeSpan.FromSeconds(2);

    private readonly DeliverySettings settings;
    private readonly SteadyClock clock;
    private TransportSettings transport;
    private TokenBucket? messages;
    private TokenBucket? connections;
    private int ceiling = int.MaxValue;
    private Instant ceilingAt;
    private Instant restUntil;
    private Instant messageRateUntil;
    private Instant connectionRateUntil;
    private Instant shortageUntil;
    private Instant failingSince;
    private int rests;
    private int broken;

    public DestinationThrottle(DeliverySettings settings, TransportSettings transport, SteadyClock clock)
    {
        (this.settings, this.transport, this.clock) = (settings, transport, clock);
        (messages, connections) = (Bucket(transport.MessageRate), Bucket(transport.ConnectionRate));
    }

    public DestinationHealth Health { get; private set; } = DestinationHealth.Unknown;

    /// <summary>Until when nothing is sent; in the past when nothing is in the way.</summary>
    public Instant BlockedUntil => Instant.Later(restUntil, messageRateUntil);

    /// <summary>Until when no new connection may be made; in the past when nothing is in the way.</summary>
    public Instant ConnectBlockedUntil => Instant.Later(Instant.Later(BlockedUntil, connectionRateUntil), shortageUntil);

    /// <summary>Why the last attempt to reach the destination failed; null when it did not.</summary>
    public SmtpReply? Trouble { get; private set; }

    /// <summary>How long an idle connection is kept.</summary>
    public TimeSpan IdleTimeout => transport.IdleTimeout;

    /// <summary>Whether messages or connections are counted, so that each message has to ask.</summary>
    public bool IsRated => messages is not null || connections is not null;

    /// <summary>Whether <see cref="Succeeded"/> would change anything; for a quick look without the lock.</summary>
    public bool IsSteady => Health == DestinationHealth.Proven && broken == 0;

    public bool IsBlocked(Instant now) => BlockedUntil > now;

    /// <summary>Whether nothing is known that matters: no rest, no rate in use, and no good health of late.</summary>
    /// <param name="progressAt">When something last happened.</param>
    public bool IsForgettable(Instant now, Instant progressAt) =>
        !IsBlocked(now) && !IsUsed(messages) && !IsUsed(connections) && (Health != DestinationHealth.Proven || progressAt + Memory <= now);

    /// <summary>How many workers the destination may have.</summary>
    public int WorkerLimit(Instant now) => Health switch
    {
        DestinationHealth.Proven => Math.Min(transport.MaxConnections, Ceiling(now)),
        DestinationHealth.Unknown => Math.Min(Math.Min(FirstWorkers, transport.MaxConnections), Ceiling(now)),
        _ => 1,
    };

    /// <summary>Whether new entries may wait in memory: not during a rest, nor for a rate that lets nothing through for long.</summary>
    public bool Admits(Instant now) => !IsBlocked(now) || (Health != DestinationHealth.Failing && BlockedUntil <= now + LongPause);

    /// <summary>Takes over the transport as new settings have it. A rate that stays the same keeps what has been used of it.</summary>
    public void Apply(TransportSettings next)
    {
        if (ReferenceEquals(transport, next))
            return;
        if (transport.MessageRate != next.MessageRate)
            (messages, messageRateUntil) = (Bucket(next.MessageRate), default);
        if (transport.ConnectionRate != next.ConnectionRate)
            (connections, connectionRateUntil) = (Bucket(next.ConnectionRate), default);
        transport = next;
    }

    /// <summary>Asks for the right to send one message; when there is none, the destination is blocked until there is.</summary>
    /// <param name="connects">Whether it takes a new connection; when there is no right to make one, new ones are blocked until there is.</param>
    public bool TryTake(Instant now, bool connects)
    {
        TimeSpan wait = messages?.TryTake() ?? TimeSpan.Zero;
        if (wait > TimeSpan.Zero)
        {
            messageRateUntil = now + wait;
            return false;
        }

        wait = connects && connections is not null ? connections.TryTake() : TimeSpan.Zero;
        if (wait == TimeSpan.Zero)
            return true;
        connectionRateUntil = now + wait;
        messages?.Return();
        return false;
    }

    /// <summary>A transaction got its replies.</summary>
    /// <returns>How long the destination was failing until now; null when it was not.</returns>
    public TimeSpan? Succeeded(Instant now)
    {
        TimeSpan? failing = Health == DestinationHealth.Failing ? now - failingSince : null;
        (Health, rests, broken, Trouble) = (DestinationHealth.Proven, 0, 0, null);
        restUntil = default;
        return failing;
    }

    /// <summary>The connection broke before any recipient got a lasting reply.</summary>
    /// <returns>True when that happened so often that the destination counts as unreachable.</returns>
    public bool Broke(int workers) => ++broken >= Math.Max(MaxBroken, workers);

    /// <summary>A connection was refused while others work: no more than those for now, and one more each half minute.</summary>
    public void Limit(int workers, Instant now) => (ceiling, ceilingAt) = (Math.Max(1, workers), now);

    /// <summary>No host could be reached: rests, twice as long each time.</summary>
    /// <returns>How long; null when it rests already.</returns>
    public TimeSpan? Rest(Instant now, SmtpReply reply)
    {
        if (Health != DestinationHealth.Failing)
            failingSince = now;
        (Health, broken, ceiling, Trouble) = (DestinationHealth.Failing, 0, int.MaxValue, reply);
        if (restUntil > now)
            return null;

        // Compared before it becomes a number of ticks: doubled often enough, it is more than fits.
        double rest = settings.BackOffFirst.Ticks * Math.Pow(2, Math.Min(rests, 100));
        TimeSpan length = rest < settings.BackOffLast.Ticks ? TimeSpan.FromTicks((long)rest) : settings.BackOffLast;
        restUntil = now + length;
        rests++;
        return length;
    }

    /// <summary>This machine could not make a connection: the destination is not to blame, and new ones wait for a moment.</summary>
    public void LackResources(Instant now) => shortageUntil = now + ShortagePause;

    /// <summary>Whether new connections wait because this machine lacks what they need.</summary>
    public bool LacksResources(Instant now) => shortageUntil > now;

    /// <summary>Ends a rest at an operator's wish.</summary>
    /// <returns>False when there was none.</returns>
    public bool EndRest(Instant now)
    {
        bool rested = restUntil > now;
        restUntil = default;
        return rested;
    }

    /// <summary>What is in the way of the next message; null when nothing is.</summary>
    /// <param name="workers">Workers of the destination; a message that needs no new connection does not wait for the right to make one.</param>
    /// <param name="name">The transport's name.</param>
    public WaitReason? Obstacle(Instant now, int workers, string name)
    {
        if (restUntil > now)
            return new WaitReason(WaitKind.HostRests, $"the destination rests: {Trouble}", clock.UtcOf(restUntil));
        if (messageRateUntil > now)
            return Rated(WaitKind.MessageRate, "messageRate", transport.MessageRate, messageRateUntil, name);
        if (workers > 0)
            return workers >= WorkerLimit(now) ? NoMoreConnections(workers, name) : null;
        if (shortageUntil > now)
            return new WaitReason(WaitKind.LocalResources, "this machine lacks file descriptors, ports or memory for connections",
                clock.UtcOf(shortageUntil));
        return connectionRateUntil > now
            ? Rated(WaitKind.ConnectionRate, "connectionRate", transport.ConnectionRate, connectionRateUntil, name)
            : null;
    }

    private WaitReason Rated(WaitKind kind, string key, string rate, Instant until, string name) =>
        new(kind, $"{key} {rate} of transport {name}", clock.UtcOf(until)) { Limit = new WaitLimit($"transports.{name}.{key}", rate) };

    private WaitReason NoMoreConnections(int workers, string name)
    {
        string most = transport.MaxConnections.ToString(CultureInfo.InvariantCulture);
        if (workers >= transport.MaxConnections)
            return new WaitReason(WaitKind.ConnectionLimit, $"maxConnections {most} of transport {name}",
                null)
            { Limit = new WaitLimit($"transports.{name}.maxConnections", most) };
        string text = Health switch
        {
            DestinationHealth.Failing => $"after a failure, one connection is tried first: {Trouble}",
            DestinationHealth.Unknown => "the first connections have to be answered before more are made",
            _ => string.Create(CultureInfo.InvariantCulture, $"the destination takes no more than {workers} connections now"),
        };
        return new WaitReason(WaitKind.ConnectionLimit, text, null);
    }

    private int Ceiling(Instant now) =>
        ceiling == int.MaxValue ? ceiling : (int)Math.Min(transport.MaxConnections, ceiling + ((now - ceilingAt).Ticks / Relaxation.Ticks));

    private static bool IsUsed(TokenBucket? bucket) => bucket?.IsUsed ?? false;

    private TokenBucket? Bucket(string rate) =>
        Rate.TryParse(rate, out Rate? read, out _) && read is not null ? new TokenBucket(read, clock.Provider) : null;
}
