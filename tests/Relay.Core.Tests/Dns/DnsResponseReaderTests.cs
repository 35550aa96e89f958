using System.Net;
using Relay.Core.Dns.Messages;
using Relay.Sdk.Dns;
using Relay.TestKit.Dns;

namespace Relay.Core.Tests.Dns;

public sealed class DnsResponseReaderTests
{
    private static readonly TimeSpan FiveMinutes = TimeSpan.FromMinutes(5);

    [Fact]
    public void A_query_asks_for_recursion_authentic_data_and_signatures()
    {
        FakeDnsQuery query = Query("mx1.example", DnsRecordType.MX);

        query.Name.ShouldBe("mx1.example");
        query.Type.ShouldBe(DnsRecordType.MX);
        query.RecursionDesired.ShouldBeTrue();
        query.AuthenticData.ShouldBeTrue();
        query.CheckingDisabled.ShouldBeFalse();
        query.DnssecOk.ShouldBeTrue();
        query.UdpPayload.ShouldBe((ushort)1232);
    }

    [Fact]
    public void Each_type_is_read()
    {
        Only(DnsRecordType.A, [192, 0, 2, 1]).ShouldBe(new DnsRecord.Address("a.example", FiveMinutes, IPAddress.Parse("192.0.2.1")));
        Only(DnsRecordType.AAAA, IPAddress.Parse("2001:db8::1").GetAddressBytes())
            .ShouldBe(new DnsRecord.Address("a.example", FiveMinutes, IPAddress.Parse("2001:db8::1")));
        Only(DnsRecordType.MX, [0, 10, .. Name("MX1.example")]).ShouldBe(new DnsRecord.MailExchange("a.example", FiveMinutes, 10, "mx1.example"));
        Only(DnsRecordType.MX, [0, 0, 0]).ShouldBe(new DnsRecord.MailExchange("a.example", FiveMinutes, 0, ""));
        Only(DnsRecordType.TXT, [2, .. "v="u8, 0, 1, .. "x"u8]).ShouldBe(new DnsRecord.Text("a.example", FiveMinutes, "v=x"));
        Only(DnsRecordType.PTR, Name("b.example")).ShouldBe(new DnsRecord.Name("a.example", FiveMinutes, DnsRecordType.PTR, "b.example"));
        Only(DnsRecordType.NS, Name("b.example")).ShouldBe(new DnsRecord.Name("a.example", FiveMinutes, DnsRecordType.NS, "b.example"));
        Only(DnsRecordType.CNAME, Name("b.example")).ShouldBe(new DnsRecord.Name("a.example", FiveMinutes, DnsRecordType.CNAME, "b.example"));
        Only(DnsRecordType.SRV, [0, 1, 0, 2, 0, 25, .. Name("b.example")])
            .ShouldBe(new DnsRecord.Service("a.example", FiveMinutes, 1, 2, 25, "b.example"));
        DnsRecord.TlsAssociation tlsa = Only(DnsRecordType.TLSA, [3, 1, 1, 0xab, 0xcd]).ShouldBeOfType<DnsRecord.TlsAssociation>();
        (tlsa.Usage, tlsa.Selector, tlsa.MatchingType).ShouldBe((3, 1, 1));
        tlsa.Data.ToArray().ShouldBe(new byte[] { 0xab, 0xcd });
        Only(DnsRecordType.DS, [1, 2, 3]).ShouldBeOfType<DnsRecord.Other>().Data.ToArray().ShouldBe(new byte[] { 1, 2, 3 });
        Only(DnsRecordType.DNSKEY, [1, 2, 3]).ShouldBeOfType<DnsRecord.Other>().Type.ShouldBe(DnsRecordType.DNSKEY);
    }

    [Fact]
    public void The_names_of_an_SOA_are_written_out()
    {
        // mname "ns" + pointer to the owner in the question, rname likewise.
        byte[] data = [2, .. "ns"u8, 0xc0, 12, 1, .. "h"u8, 0xc0, 12, .. new byte[20]];
        Only(DnsRecordType.SOA, data).ShouldBeOfType<DnsRecord.Other>().Data.ToArray()
            .ShouldBe([.. Name("ns.a.example"), .. Name("h.a.example"), .. new byte[20]]);
    }

    [Theory]
    [InlineData(DnsRecordType.A, new byte[] { 1, 2, 3 })]
    [InlineData(DnsRecordType.A, new byte[] { 1, 2, 3, 4, 5 })]
    [InlineData(DnsRecordType.AAAA, new byte[] { 1, 2, 3, 4 })]
    [InlineData(DnsRecordType.MX, new byte[] { 0 })]
    [InlineData(DnsRecordType.MX, new byte[] { 0, 10 })]
    [InlineData(DnsRecordType.MX, new byte[] { 0, 10, 0, 0 })]
    [InlineData(DnsRecordType.TXT, new byte[0])]
    [InlineData(DnsRecordType.TXT, new byte[] { 5, 1 })]
    [InlineData(DnsRecordType.SRV, new byte[] { 0, 1, 0, 2, 0 })]
    [InlineData(DnsRecordType.TLSA, new byte[] { 3, 1 })]
    [InlineData(DnsRecordType.CNAME, new byte[0])]
    [InlineData(DnsRecordType.SOA, new byte[] { 0, 0, 1 })]
    public void Data_that_is_not_of_its_types_form_makes_the_message_malformed(DnsRecordType type, byte[] data)
    {
        FakeDnsQuery query = Query("a.example", type);
        Read(query, query.Reply().Answer("a.example", type, data).Build(), out _).ShouldBe(DnsMatch.Malformed);
    }

    [Fact]
    public void A_message_cut_anywhere_is_never_readable()
    {
        FakeDnsQuery query = Query("a.example", DnsRecordType.MX);
        byte[] whole = query.Reply().Mx("a.example", 10, "mx1.example").Edns(6, "signature expired").Build();
        for (int length = 0; length < whole.Length; length++) Read(query, whole[..length], out _).ShouldNotBe(DnsMatch.Readable);
        Read(query, whole, out DnsResponse? response).ShouldBe(DnsMatch.Readable);
        response!.Errors.ShouldBe([new ExtendedDnsError(6, "signature expired")]);
    }

    [Fact]
    public void Foreign_messages_are_told_apart()
    {
        FakeDnsQuery query = Query("a.example", DnsRecordType.A);
        Read(query, query.Reply().WrongId().Build(), out _).ShouldBe(DnsMatch.Foreign);
        Read(query, query.Reply().WrongQuestion().Build(), out _).ShouldBe(DnsMatch.Foreign);
        Read(query, query.Reply().NotAResponse().Build(), out _).ShouldBe(DnsMatch.Foreign);
        Read(query, [], out _).ShouldBe(DnsMatch.Foreign);
        Read(query, query.Reply().Truncated().Build(), out _).ShouldBe(DnsMatch.Truncated);
        Read(query, query.Reply().UpperCaseQuestion().Build(), out _).ShouldBe(DnsMatch.Readable);
    }

    [Fact]
    public void Absence_lasts_as_long_as_the_lesser_of_TTL_and_MINIMUM()
    {
        FakeDnsQuery query = Query("a.example", DnsRecordType.A);
        Read(query, query.Reply().Soa("example", ttl: 900, minimum: 60).Build(), out DnsResponse? response).ShouldBe(DnsMatch.Readable);
        response!.NegativeTimeToLive.ShouldBe(TimeSpan.FromSeconds(60));
        Read(query, query.Reply().Soa("example", ttl: 30, minimum: 60).Build(), out response).ShouldBe(DnsMatch.Readable);
        response!.NegativeTimeToLive.ShouldBe(TimeSpan.FromSeconds(30));
        Read(query, query.Reply().Soa("example", ttl: 0x80000001, minimum: 60).Build(), out response).ShouldBe(DnsMatch.Readable);
        response!.NegativeTimeToLive.ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void Text_of_a_resolver_is_fit_for_a_log_line()
    {
        FakeDnsQuery query = Query("a.example", DnsRecordType.A);
        Read(query, query.Reply().Code(2).Edns(22, "one\r\ntwo\u001b[31m" + new string('x', 500)).Build(), out DnsResponse? response)
            .ShouldBe(DnsMatch.Readable);
        string text = response!.Errors[0].Text;
        text.ShouldStartWith("one  two [31mxxx");
        text.Length.ShouldBeLessThanOrEqualTo(200);
    }

    private static DnsRecord Only(DnsRecordType type, byte[] data)
    {
        FakeDnsQuery query = Query("a.example", type);
        Read(query, query.Reply().Answer("a.example", type, data).Build(), out DnsResponse? response).ShouldBe(DnsMatch.Readable);
        return response!.Answers.ShouldHaveSingleItem();
    }

    private static DnsMatch Read(FakeDnsQuery query, byte[] message, out DnsResponse? response) =>
        DnsResponseReader.Read(message, query.Id, new DnsQuestion(query.Name, query.Type), out response);

    private static FakeDnsQuery Query(string name, DnsRecordType type)
    {
        byte[] octets = new byte[DnsQueryWriter.MaxOctets];
        DnsQueryWriter.TryWrite(octets, 4711, new DnsQuestion(name, type), edns: true, checkingDisabled: false, out int length).ShouldBeTrue();
        return new FakeDnsQuery(octets.AsMemory(0, length), new IPEndPoint(IPAddress.Loopback, 53), OverTcp: false);
    }

    private static byte[] Name(string name) => DnsReplyBuilder.Name(name);
}
