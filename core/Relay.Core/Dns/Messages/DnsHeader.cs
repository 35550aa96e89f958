namespace Relay.Core.Dns.Messages;

/// <summary>The first twelve octets (RFC 1035 §4.1.1).</summary>
internal readonly record struct DnsHeader(ushort Id, ushort Flags, ushort Questions, ushort Answers, ushort Authorities, ushort Additionals)
{
    public bool IsResponse => (Flags & 0x8000) != 0;

    public int Opcode => (Flags >> 11) & 0xf;

    public bool IsTruncated => (Flags & 0x0200) != 0;

    public bool AuthenticData => (Flags & 0x0020) != 0;

    public int Code => Flags & 0xf;

    public static bool TryRead(ref DnsWireReader reader, out DnsHeader header)
    {
        header = default;
        if (!reader.TryReadUInt16(out ushort id) || !reader.TryReadUInt16(out ushort flags) || !reader.TryReadUInt16(out ushort questions)
            || !reader.TryReadUInt16(out ushort answers) || !reader.TryReadUInt16(out ushort authorities)
            || !reader.TryReadUInt16(out ushort additionals))
            return false;
        header = new DnsHeader(id, flags, questions, answers, authorities, additionals);
        return true;
    }
}
