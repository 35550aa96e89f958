using System.Buffers.Binary;
using System.Net;
using System.Text;
using Relay.Sdk.Dns;

namespace Relay.TestKit.Dns;

/// <summary>A query as the fake server got it.</summary>
public sealed record FakeDnsQuery(ReadOnlyMemory<byte> Octets, IPEndPoint From, bool OverTcp)
{
    public ushort Id => Word(0);

    public bool RecursionDesired => (Word(2) & 0x0100) != 0;

    public bool AuthenticData => (Word(2) & 0x0020) != 0;

    public bool CheckingDisabled => (Word(2) & 0x0010) != 0;

    /// <summary>As sent, upper and lower case kept, without a trailing dot.</summary>
    public string Name => ReadName();

    public DnsRecordType Type => (DnsRecordType)Word(QuestionEnd - 4);

    /// <summary>Whether OPT is there.</summary>
    public bool Edns => Word(10) == 1;

    public ushort UdpPayload => Word(QuestionEnd + 3);

    public bool DnssecOk => Edns && (Word(QuestionEnd + 7) & 0x8000) != 0;

    /// <summary>Header excluded: the question as it must be repeated.</summary>
    public ReadOnlySpan<byte> QuestionOctets => Octets.Span[12..QuestionEnd];

    /// <summary>Starts a response to this query.</summary>
    public DnsReplyBuilder Reply() => new(this);

    private int QuestionEnd => 12 + Octets.Span[12..].IndexOf((byte)0) + 5;

    private ushort Word(int at) => BinaryPrimitives.ReadUInt16BigEndian(Octets.Span[at..]);

    private string ReadName()
    {
        var name = new StringBuilder();
        ReadOnlySpan<byte> octets = Octets.Span;
        for (int at = 12; octets[at] != 0; at += octets[at] + 1)
        {
            if (name.Length > 0) name.Append('.');
            name.Append(Encoding.Latin1.GetString(octets.Slice(at + 1, octets[at])));
        }

        return name.ToString();
    }
}
