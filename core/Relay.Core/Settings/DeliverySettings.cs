using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Relay.Core.Settings;

public sealed record DeliverySettings
{
    [Description("Oldest a message may become before it is returned.")]
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromDays(5);

    [Description("Most connections at once, in all.")]
    [Range(1, 100_000)]
    public int MaxConnections { get; init; } = 1000;

    [Description("Octets of content that may stay in memory between acceptance and first delivery.")]
    [Range(0, int.MaxValue)]
    public long MemoryOctets { get; init; } = 32 * 1024 * 1024;

    [Description("How long a destination rests after all its hosts failed: at first, then doubled each time up to the last value.")]
    public TimeSpan BackOffFirst { get; init; } = TimeSpan.FromSeconds(30);

    [Description("The longest rest of a failing destination.")]
    public TimeSpan BackOffLast { get; init; } = TimeSpan.FromMinutes(15);

    [Description("How long deliveries in flight may take at a stop before they are deferred.")]
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(20);
}
