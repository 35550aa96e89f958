using Relay.Sdk.Dns;
using Relay.Sdk.Testing.Dns;
using Relay.Sdk.Testing.Tls;

namespace Relay.Sdk.Tests.Testing;

public sealed class FakeDnsTests
{
    private readonly FakeDns dns = new FakeDns()
        .Mx("dest.example", 10, "mx.dest.example").Address("mx.dest.example", "192.0.2.2", "2001:db8::2")
        .Tlsa("mx.dest.example", 25, TestCertificates.SelfSigned)
        .Zone("dest.example", DnsSecurity.Secure).Address("mx.else.example", "192.0.2.3")
        .Cname("alias.dest.example", "mx.else.example").Zone("broken.example", DnsSecurity.Bogus)
        .Bogus("dest.example", DnsRecordType.TXT).Fail("dest.example", DnsRecordType.SRV).TimeOut("dest.example", DnsRecordType.NS)
        .Stall("dest.example", DnsRecordType.SOA);

    [Theory]
    [InlineData("dest.example", DnsRecordType.MX, DnsSecurity.Secure, 1)]
    [InlineData("MX.dest.example.", DnsRecordType.AAAA, DnsSecurity.Secure, 1)]
    [InlineData("_25._tcp.mx.dest.example", DnsRecordType.TLSA, DnsSecurity.Secure, 1)]
    [InlineData("mx.else.example", DnsRecordType.A, DnsSecurity.Insecure, 1)]
    [InlineData("alias.dest.example", DnsRecordType.A, DnsSecurity.Insecure, 1)]
    [InlineData("mx.else.example", DnsRecordType.AAAA, DnsSecurity.Insecure, 0)]
    [InlineData("mx.broken.example", DnsRecordType.A, DnsSecurity.Bogus, 0)]
    [InlineData("dest.example", DnsRecordType.TXT, DnsSecurity.Bogus, 0)]
    [InlineData("dest.example", DnsRecordType.SRV, DnsSecurity.Failure, 0)]
    [InlineData("dest.example", DnsRecordType.NS, DnsSecurity.Failure, 0)]
    public async Task Answer_has_the_state_that_was_given(string name, DnsRecordType type, DnsSecurity security, int records)
    {
        DnsAnswer answer = await dns.ResolveAsync(name, type, CancellationToken.None);

        (answer.Security, answer.Records.Count).ShouldBe((security, records));
        (answer.Problem is null).ShouldBe(answer.IsUsable);
    }

    [Fact]
    public async Task Stalled_question_waits_for_the_asker_s_token()
    {
        using CancellationTokenSource asker = new();
        Task<DnsAnswer> asked = dns.ResolveAsync("dest.example", DnsRecordType.SOA, asker.Token).AsTask();
        asked.IsCompleted.ShouldBeFalse();

        await asker.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => asked);
        dns.Asked.ShouldBe([("dest.example", DnsRecordType.SOA)]);
    }
}
