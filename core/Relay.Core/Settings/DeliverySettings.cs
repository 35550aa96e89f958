using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Relay.Core.Settings.Binding;

namespace Relay.Core.Settings;

public sealed record DeliverySettings
{
    [Description("Oldest a message may become before it is returned.")]
    [Duration("1s", "365d")]
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromDays(5);

    [Description("Most connections at once, in all.")]
    [Range(1, 100_000)]
    public int MaxConnections { get; init; } = 1000;

    [Description("Octets of content that may stay in memory between acceptance and first delivery.")]
    [Range(0, int.MaxValue)]
    public long MemoryOctets { get; init; } = 32 * 1024 * 1024;

    [Description("How long a destination rests after all its hosts failed: at first, then doubled each time up to the last value.")]
    [Duration("10ms", "7d")]
    public TimeSpan BackOffFirst { get; init; } = TimeSpan.FromSeconds(30);

    [Description("The longest rest of a failing destination.")]
    [Duration("10ms", "7d")]
    public TimeSpan BackOffLast { get; init; } = TimeSpan.FromMinutes(15);

    [Description("How long deliveries in flight may take at a stop before they are deferred.")]
    [Duration("0s", "1h")]
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(20);
}
