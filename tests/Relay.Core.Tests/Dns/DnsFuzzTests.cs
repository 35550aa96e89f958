using System.Net;
using FsCheck;
using FsCheck.Fluent;
using Relay.Core.Dns.Messages;
using Relay.Sdk.Dns;
using Relay.TestKit.Dns;

namespace Relay.Core.Tests.Dns;

/// <summary>The reader stands any octets: it returns, and does not throw.</summary>
public sealed class DnsFuzzTests
{
    private static readonly Config Runs = Config.QuickThrowOnFailure.WithMaxTest(20_000).WithQuietOnSuccess(true);

    private static readonly DnsRecordType[] Types = Enum.GetValues<DnsRecordType>();

    [Fact]
    public void Any_octets_behind_a_good_header_and_question_are_survived()
    {
        FakeDnsQuery query = Query(DnsRecordType.MX);
        Prop.ForAll<byte[], (byte Answers, byte Authorities, byte Additionals)>((tail, counts) =>
        {
            byte[] message = [.. query.Reply().Build(), .. tail];
            (message[7], message[9], message[11]) = counts;
            Read(query, message);
            return true;
        }).Check(Runs);
    }

    [Fact]
    public void Any_octets_at_all_are_survived()
    {
        FakeDnsQuery query = Query(DnsRecordType.TXT);
        Prop.ForAll<byte[]>(message =>
        {
            Read(query, message);
            return true;
        }).Check(Runs);
    }

    [Fact]
    public void A_good_message_with_some_octets_changed_is_survived()
    {
        (FakeDnsQuery Query, byte[] Message)[] messages = Types.Select(type => (Query: Query(type), Message: Rich(type))).ToArray();
        Prop.ForAll<int, (ushort At, byte Value)[]>((which, changes) =>
        {
            (FakeDnsQuery? query, byte[]? good) = messages[(which & 0xffff) % messages.Length];
            byte[] message = [.. good];
            foreach ((ushort at, byte value) in changes) message[12 + (at % (message.Length - 12))] = value;
            Read(query, message);
            return true;
        }).Check(Runs);
    }

    [Fact]
    public void Any_name_that_can_be_written_reads_back_as_itself()
    {
        Prop.ForAll<byte[][]>(labels =>
        {
            byte[] wire = [.. labels.Where(label => label.Length is > 0 and < 64).SelectMany(label => (byte[])[(byte)label.Length, .. label]), 0];
            if (wire.Length > 255) return true;
            var reader = new DnsWireReader(wire);
            if (!reader.TryReadName(out string? text)) return false;
            byte[] again = new byte[255];
            if (!DnsName.TryWrite(text, again, out int written)) return false;
            var second = new DnsWireReader(again.AsSpan(0, written));
            return second.TryReadName(out string? spelled) && spelled == text && DnsName.Canonical(text) == text;
        }).Check(Runs);
    }

    [Fact]
    public void Any_text_is_written_or_refused()
    {
        byte[] buffer = new byte[DnsName.MaxWireOctets];
        Prop.ForAll<string?>(text =>
        {
            DnsName.TryWrite(DnsName.Canonical(text ?? ""), buffer, out int written);
            return written <= buffer.Length;
        }).Check(Runs);
    }

    private static byte[] Rich(DnsRecordType type) => Query(type).Reply()
        .Cname("a.example", "b.example")
        .Answer("b.example", type, type switch
        {
            DnsRecordType.A => [192, 0, 2, 1],
            DnsRecordType.AAAA => new byte[16],
            DnsRecordType.MX => [0, 1, 0xc0, 12],
            DnsRecordType.TXT => [1, 65, 2, 66, 67],
            DnsRecordType.SRV => [0, 1, 0, 2, 0, 25, 0xc0, 12],
            DnsRecordType.SOA => [0xc0, 12, 0xc0, 12, .. new byte[20]],
            DnsRecordType.CNAME or DnsRecordType.NS or DnsRecordType.PTR => [1, 97, 0xc0, 12],
            _ => [3, 1, 1, 1, 2, 3],
        })
        .Soa("example", 300, 60).NameServer("example", "ns.example").Edns(6, "bogus").Build();

    private static void Read(FakeDnsQuery query, byte[] message) =>
        DnsResponseReader.Read(message, query.Id, new DnsQuestion("a.example", query.Type), out _);

    private static FakeDnsQuery Query(DnsRecordType type)
    {
        byte[] octets = new byte[DnsQueryWriter.MaxOctets];
        DnsQueryWriter.TryWrite(octets, 1, new DnsQuestion("a.example", type), edns: true, checkingDisabled: false, out int length);
        return new FakeDnsQuery(octets.AsMemory(0, length), new IPEndPoint(IPAddress.Loopback, 53), OverTcp: false);
    }
}
