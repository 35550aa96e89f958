namespace Relay.Core.Scheduling.Timing;

/// <summary>Is woken by a <see cref="WakeTimer"/>.</summary>
internal interface IWakeable
{
    /// <summary>A time asked for has come.</summary>
    void Wake(Instant time);
}
