namespace Relay.Core.Dns.Messages;

/// <summary>What stands before the data of a record (RFC 1035 §4.1.3). The data is known to be there in full.</summary>
internal readonly record struct RecordHead(string Owner, int Type, int Class, TimeSpan TimeToLive, int ExtendedCode, int Length)
{
    public static bool TryRead(ref DnsWireReader reader, out RecordHead head)
    {
        head = default;
        if (!reader.TryReadName(out string owner) || !reader.TryReadUInt16(out ushort type) || !reader.TryReadUInt16(out ushort @class)
            || !reader.TryReadUInt32(out uint seconds) || !reader.TryReadUInt16(out ushort length) || reader.Remaining < length)
            return false;
        head = new RecordHead(owner, type, @class, ToTimeToLive(seconds), (int)(seconds >> 24), length);
        return true;
    }

    /// <summary>A value with the highest bit set counts as zero (RFC 2181 §8).</summary>
    public static TimeSpan ToTimeToLive(uint seconds) => seconds > int.MaxValue ? TimeSpan.Zero : TimeSpan.FromSeconds(seconds);
}
