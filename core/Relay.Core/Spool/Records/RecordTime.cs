namespace Relay.Core.Spool.Records;

/// <summary>A time as ticks of UTC.</summary>
internal static class RecordTime
{
    /// <exception cref="UnreadableRecordException">It is no time.</exception>
    public static DateTimeOffset Read(long ticks) =>
        ticks >= DateTimeOffset.MinValue.Ticks && ticks <= DateTimeOffset.MaxValue.Ticks
            ? new DateTimeOffset(ticks, TimeSpan.Zero)
            : throw new UnreadableRecordException("a time in the record is out of range");

    /// <summary>A time for sums over entries that may be unreadable: what is out of range becomes the nearest time there is.</summary>
    public static DateTimeOffset Nearest(long ticks) =>
        new(Math.Clamp(ticks, DateTimeOffset.MinValue.Ticks, DateTimeOffset.MaxValue.Ticks), TimeSpan.Zero);
}
