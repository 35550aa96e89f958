using System.Buffers.Binary;

namespace Relay.Core.Dns.Messages;

/// <summary>Writes queries.</summary>
internal static class DnsQueryWriter
{
    /// <summary>Header, longest name, question and OPT.</summary>
    public const int MaxOctets = 12 + DnsName.MaxWireOctets + 4 + 11;

    /// <summary>The largest UDP response asked for: fits one IPv6 packet of the smallest MTU, so nothing is fragmented.</summary>
    public const ushort UdpPayloadOctets = 1232;

    private const ushort RecursionDesired = 0x0100;
    private const ushort AuthenticData = 0x0020; // in a query: tell me whether it is authentic (RFC 6840 §5.7)
    private const ushort CheckingDisabled = 0x0010;
    private const ushort ClassInternet = 1;
    private const ushort TypeOpt = 41;
    private const ushort DnssecOk = 0x8000;

    /// <summary>Writes one query; false when the name cannot be a DNS name.</summary>
    /// <param name="destination">At least <see cref="MaxOctets"/>.</param>
    /// <param name="edns">Adds OPT with DO (RFC 6891 §6.1, RFC 3225).</param>
    /// <param name="checkingDisabled">Asks the resolver not to validate (RFC 4035 §3.2.2).</param>
    public static bool TryWrite(Span<byte> destination, ushort id, DnsQuestion question, bool edns, bool checkingDisabled, out int written)
    {
        written = 0;
        if (!DnsName.TryWrite(question.Name, destination[12..], out int name))
            return false;

        destination[..12].Clear();
        Put(destination, 0, id);
        Put(destination, 2, (ushort)(RecursionDesired | AuthenticData | (checkingDisabled ? CheckingDisabled : 0)));
        Put(destination, 4, 1);
        Put(destination, 10, (ushort)(edns ? 1 : 0));
        int at = 12 + name;
        Put(destination, at, (ushort)question.Type);
        Put(destination, at + 2, ClassInternet);
        written = at + 4;
        if (edns)
            written += WriteOpt(destination[written..]);
        return true;
    }

    private static int WriteOpt(Span<byte> destination)
    {
        destination[..11].Clear(); // root owner, version 0, no options
        Put(destination, 1, TypeOpt);
        Put(destination, 3, UdpPayloadOctets);
        Put(destination, 7, DnssecOk);
        return 11;
    }

    private static void Put(Span<byte> destination, int at, ushort value) => BinaryPrimitives.WriteUInt16BigEndian(destination[at..], value);
}
