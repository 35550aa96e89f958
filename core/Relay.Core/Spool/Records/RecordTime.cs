namespace Relay.Core.Spool.Records;

/// <summary>A time as ticks of UTC.</summary>
internal static class RecordTime
{
    /// <exception cref="UnreadableRecordException">It is no time.</exception>
    public static DateTimeOffset Read(long ticks) =>
        ticks >= DateTimeOffset.MinValue.Ticks && ticks <= DateTimeOffset.MaxValue.Ticks
            ? new DateTimeOffset(ticks, TimeSpan.Zero)
            : throw new UnreadableRecordException("a time in the record is out of range");
}
