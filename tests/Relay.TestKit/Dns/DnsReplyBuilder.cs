using System.Buffers.Binary;
using System.Net;
using System.Text;
using Relay.Sdk.Dns;

namespace Relay.TestKit.Dns;

/// <summary>Writes responses octet by octet, wrong ones as well; shares no code with the reader under test.</summary>
public sealed class DnsReplyBuilder(FakeDnsQuery query)
{
    private readonly List<byte> answers = [];
    private readonly List<byte> authorities = [];
    private readonly List<byte> additionals = [];
    private readonly byte[] question = query.QuestionOctets.ToArray();
    private ushort answerCount, authorityCount, additionalCount;
    private ushort id = query.Id;
    private int flags = 0x8180; // response, RD, RA

    public DnsReplyBuilder Code(int code)
    {
        flags = (flags & ~0xf) | code;
        return this;
    }

    public DnsReplyBuilder Authentic() => Flag(0x0020);

    public DnsReplyBuilder Truncated() => Flag(0x0200);

    public DnsReplyBuilder NotAResponse()
    {
        flags &= ~0x8000;
        return this;
    }

    public DnsReplyBuilder WrongId()
    {
        id ^= 0x5555;
        return this;
    }

    /// <summary>Repeats another question: one letter of the name differs.</summary>
    public DnsReplyBuilder WrongQuestion()
    {
        question[1] ^= 1;
        return this;
    }

    /// <summary>Repeats the name in the other case, as resolvers may.</summary>
    public DnsReplyBuilder UpperCaseQuestion()
    {
        for (int i = 0; i < question.Length - 4; i++)
        {
            if (char.IsAsciiLetterLower((char)question[i])) question[i] -= 0x20;
        }

        return this;
    }

    public DnsReplyBuilder A(string owner, string address, uint ttl = 300) =>
        Answer(owner, DnsRecordType.A, IPAddress.Parse(address).GetAddressBytes(), ttl);

    public DnsReplyBuilder Cname(string owner, string target, uint ttl = 300) => Answer(owner, DnsRecordType.CNAME, Name(target), ttl);

    public DnsReplyBuilder Mx(string owner, ushort preference, string exchange, uint ttl = 300) =>
        Answer(owner, DnsRecordType.MX, [.. Word(preference), .. Name(exchange)], ttl);

    public DnsReplyBuilder Txt(string owner, params IReadOnlyList<string> strings) =>
        Answer(owner, DnsRecordType.TXT, [.. strings.SelectMany(text => (byte[])[(byte)text.Length, .. Encoding.UTF8.GetBytes(text)])]);

    public DnsReplyBuilder Answer(string owner, DnsRecordType type, ReadOnlySpan<byte> data, uint ttl = 300)
    {
        answerCount++;
        Record(answers, Name(owner), (ushort)type, 1, ttl, data);
        return this;
    }

    /// <summary>The SOA of a negative answer.</summary>
    public DnsReplyBuilder Soa(string zone, uint ttl, uint minimum)
    {
        authorityCount++;
        byte[] data = [.. Name("ns." + zone), .. Name("hostmaster." + zone), .. DoubleWord(1), .. DoubleWord(2), .. DoubleWord(3), .. DoubleWord(4),
            .. DoubleWord(minimum)];
        Record(authorities, Name(zone), (ushort)DnsRecordType.SOA, 1, ttl, data);
        return this;
    }

    /// <summary>A name server in the authority section.</summary>
    public DnsReplyBuilder NameServer(string zone, string server)
    {
        authorityCount++;
        Record(authorities, Name(zone), (ushort)DnsRecordType.NS, 1, 300, Name(server));
        return this;
    }

    /// <summary>OPT with, where given, an extended error (RFC 8914).</summary>
    public DnsReplyBuilder Edns(int? errorCode = null, string errorText = "")
    {
        additionalCount++;
        byte[] text = Encoding.UTF8.GetBytes(errorText);
        byte[] options = errorCode is { } code ? [.. Word(15), .. Word((ushort)(text.Length + 2)), .. Word((ushort)code), .. text] : [];
        Record(additionals, [0], 41, 1232, 0x8000, options);
        return this;
    }

    public byte[] Build() =>
    [
        .. Word(id), .. Word((ushort)flags), .. Word(1), .. Word(answerCount), .. Word(authorityCount), .. Word(additionalCount),
        .. question, .. answers, .. authorities, .. additionals,
    ];

    /// <summary>A name as octets, without compression.</summary>
    public static byte[] Name(string name) =>
        [.. name.Split('.', StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(label => (byte[])[(byte)label.Length, .. Encoding.Latin1.GetBytes(label)]), 0];

    private DnsReplyBuilder Flag(int bit)
    {
        flags |= bit;
        return this;
    }

    private static void Record(List<byte> section, ReadOnlySpan<byte> owner, ushort type, ushort @class, uint ttl, ReadOnlySpan<byte> data) =>
        section.AddRange([.. owner, .. Word(type), .. Word(@class), .. DoubleWord(ttl), .. Word((ushort)data.Length), .. data]);

    private static byte[] Word(ushort value) => [(byte)(value >> 8), (byte)value];

    private static byte[] DoubleWord(uint value)
    {
        byte[] octets = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(octets, value);
        return octets;
    }
}
