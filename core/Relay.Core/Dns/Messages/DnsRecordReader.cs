using System.Net;
using System.Text;
using Relay.Sdk.Dns;

namespace Relay.Core.Dns.Messages;

/// <summary>Turns record data into records; data that is short, long or not of its type's form makes the message malformed.</summary>
internal static class DnsRecordReader
{
    /// <param name="data">Exactly the data; names in it may point back into the message.</param>
    public static bool TryAdd(RecordHead head, DnsWireReader data, List<DnsRecord> records)
    {
        if (Read(head, ref data) is not { } record || data.Remaining != 0)
            return false;
        records.Add(record);
        return true;
    }

    private static DnsRecord? Read(RecordHead head, ref DnsWireReader data) => (DnsRecordType)head.Type switch
    {
        DnsRecordType.A => ReadAddress(head, ref data, 4),
        DnsRecordType.AAAA => ReadAddress(head, ref data, 16),
        DnsRecordType.MX => ReadMailExchange(head, ref data),
        DnsRecordType.TXT => ReadText(head, ref data),
        DnsRecordType.CNAME or DnsRecordType.NS or DnsRecordType.PTR => ReadTarget(head, ref data),
        DnsRecordType.SRV => ReadService(head, ref data),
        DnsRecordType.TLSA => ReadTlsAssociation(head, ref data),
        DnsRecordType.SOA => ReadStartOfAuthority(head, ref data),
        _ => ReadOther(head, ref data),
    };

    private static DnsRecord.Address? ReadAddress(RecordHead head, ref DnsWireReader data, int octets) =>
        data.TryReadBytes(octets, out ReadOnlySpan<byte> address) ? new DnsRecord.Address(head.Owner, head.TimeToLive, new IPAddress(address)) : null;

    private static DnsRecord.MailExchange? ReadMailExchange(RecordHead head, ref DnsWireReader data) =>
        data.TryReadUInt16(out ushort preference) && data.TryReadName(out string exchange)
            ? new DnsRecord.MailExchange(head.Owner, head.TimeToLive, preference, exchange)
            : null;

    private static DnsRecord.Name? ReadTarget(RecordHead head, ref DnsWireReader data) =>
        data.TryReadName(out string target) ? new DnsRecord.Name(head.Owner, head.TimeToLive, (DnsRecordType)head.Type, target) : null;

    private static DnsRecord.Service? ReadService(RecordHead head, ref DnsWireReader data) =>
        data.TryReadUInt16(out ushort priority) && data.TryReadUInt16(out ushort weight) && data.TryReadUInt16(out ushort port)
            && data.TryReadName(out string target)
            ? new DnsRecord.Service(head.Owner, head.TimeToLive, priority, weight, port, target)
            : null;

    private static DnsRecord.TlsAssociation? ReadTlsAssociation(RecordHead head, ref DnsWireReader data) =>
        data.TryReadByte(out byte usage) && data.TryReadByte(out byte selector) && data.TryReadByte(out byte matching)
            && data.TryReadBytes(data.Remaining, out ReadOnlySpan<byte> association)
            ? new DnsRecord.TlsAssociation(head.Owner, head.TimeToLive, usage, selector, matching, association.ToArray())
            : null;

    private static DnsRecord.Other? ReadOther(RecordHead head, ref DnsWireReader data) =>
        data.TryReadBytes(data.Remaining, out ReadOnlySpan<byte> octets)
            ? new DnsRecord.Other(head.Owner, head.TimeToLive, (DnsRecordType)head.Type, octets.ToArray())
            : null;

    private static DnsRecord.Text? ReadText(RecordHead head, ref DnsWireReader data)
    {
        if (data.Remaining == 0) return null; // RFC 1035 §3.3.14: one string or more
        byte[] joined = new byte[data.Remaining];
        int length = 0;
        while (data.Remaining > 0)
        {
            if (!data.TryReadByte(out byte size) || !data.TryReadBytes(size, out ReadOnlySpan<byte> part))
                return null;
            part.CopyTo(joined.AsSpan(length));
            length += size;
        }

        return new DnsRecord.Text(head.Owner, head.TimeToLive, Encoding.UTF8.GetString(joined, 0, length));
    }

    /// <summary>The names of an SOA may be compressed; written out again, its octets mean something outside the message.</summary>
    private static DnsRecord.Other? ReadStartOfAuthority(RecordHead head, ref DnsWireReader data)
    {
        Span<byte> whole = stackalloc byte[(2 * DnsName.MaxWireOctets) + 20];
        if (!data.TryReadName(out string server) || !DnsName.TryWrite(server, whole, out int first))
            return null;
        if (!data.TryReadName(out string mailbox) || !DnsName.TryWrite(mailbox, whole[first..], out int second))
            return null;
        if (!data.TryReadBytes(20, out ReadOnlySpan<byte> numbers))
            return null;
        numbers.CopyTo(whole[(first + second)..]);
        return new DnsRecord.Other(head.Owner, head.TimeToLive, DnsRecordType.SOA, whole[..(first + second + 20)].ToArray());
    }
}
