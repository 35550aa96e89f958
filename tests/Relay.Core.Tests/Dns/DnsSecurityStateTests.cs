using System.Net;
using Relay.Core.Dns;
using Relay.Sdk.Dns;
using Relay.Sdk.Testing.Dns;
using Relay.TestKit.Dns;

namespace Relay.Core.Tests.Dns;

/// <summary>Secure, Insecure, Bogus, Failure (RFC 4035 §4.3) and who is believed.</summary>
public sealed class DnsSecurityStateTests
{
    [Theory]
    [InlineData(AuthenticDataTrust.Loopback, DnsSecurity.Secure)]
    [InlineData(AuthenticDataTrust.Listed, DnsSecurity.Secure)]
    [InlineData(AuthenticDataTrust.None, DnsSecurity.Insecure)]
    public async Task The_AD_bit_counts_where_the_resolver_is_trusted(AuthenticDataTrust trust, DnsSecurity expected)
    {
        await using var server = FakeDnsServer.Start(query => query.Reply().Authentic().A("a.example", "192.0.2.1"));
        using var stub = new Stub(new StubResolverOptions { Servers = [server.EndPoint], TrustAd = trust });

        (await stub.AskAsync("a.example")).Security.ShouldBe(expected);
    }

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("127.0.0.53", true)]
    [InlineData("::1", true)]
    [InlineData("::ffff:127.0.0.1", true)]
    [InlineData("192.0.2.53", false)]
    [InlineData("fe80::1", false)]
    public void Only_this_host_is_loopback(string address, bool trusted)
    {
        var servers = new Relay.Core.Dns.Exchange.ResolverServers(
            [new IPEndPoint(IPAddress.Parse(address), 53)], AuthenticDataTrust.Loopback, TimeProvider.System);
        servers.Trusts(0).ShouldBe(trusted);
    }

    [Fact]
    public async Task An_absence_is_secure_when_the_resolver_says_so()
    {
        await using var server = FakeDnsServer.Start(query => query.Reply().Code(3).Authentic().Soa("example", 60, 60));
        using var stub = new Stub(server);

        DnsAnswer answer = await stub.AskAsync("_25._tcp.mx1.example", DnsRecordType.TLSA);

        answer.Security.ShouldBe(DnsSecurity.Secure);
        answer.NameError.ShouldBeTrue();
        answer.Records.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(9)]
    [InlineData(10)]
    public async Task SERVFAIL_with_a_DNSSEC_reason_is_bogus_and_carries_the_reason(int code)
    {
        await using var server = FakeDnsServer.Start(query => query.Reply().Code(2).Edns(code, "signature expired"));
        using var stub = new Stub(server);

        DnsAnswer answer = await stub.AskAsync("a.example");

        answer.Security.ShouldBe(DnsSecurity.Bogus);
        answer.Records.ShouldBeEmpty();
        answer.Problem!.ShouldContain($"{code} ");
        answer.Problem!.ShouldContain("signature expired");
        server.Queries.Count.ShouldBe(1);
    }

    [Fact]
    public async Task SERVFAIL_without_a_reason_is_bogus_when_the_answer_is_there_unvalidated()
    {
        await using var server = FakeDnsServer.Start(query =>
            query.CheckingDisabled ? query.Reply().A("a.example", "192.0.2.1") : query.Reply().Code(2).Edns());
        using var stub = new Stub(server);

        DnsAnswer answer = await stub.AskAsync("a.example");

        answer.Security.ShouldBe(DnsSecurity.Bogus);
        answer.Records.ShouldBeEmpty();
        server.Queries.Select(query => query.CheckingDisabled).ShouldBe([false, true]);
    }

    [Fact]
    public async Task SERVFAIL_both_ways_is_a_failure()
    {
        await using var server = FakeDnsServer.Start(query => query.Reply().Code(2).Edns());
        using var stub = new Stub(server);

        DnsAnswer answer = await stub.AskAsync("a.example");

        answer.Security.ShouldBe(DnsSecurity.Failure);
        answer.Problem!.ShouldContain("SERVFAIL");
    }

    [Fact]
    public async Task SERVFAIL_with_another_reason_is_a_failure_with_that_reason()
    {
        await using var server = FakeDnsServer.Start(query => query.Reply().Code(2).Edns(22, "no reachable authority"));
        using var stub = new Stub(server);

        DnsAnswer answer = await stub.AskAsync("a.example");

        answer.Security.ShouldBe(DnsSecurity.Failure);
        answer.Problem!.ShouldContain("22 No Reachable Authority: no reachable authority");
        server.Queries.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_bogus_answer_is_not_asked_for_elsewhere()
    {
        await using var validating = FakeDnsServer.Start(query => query.Reply().Code(2).Edns(6));
        await using var credulous = FakeDnsServer.Start(query => query.Reply().A("a.example", "198.51.100.1"));
        using var stub = new Stub(validating, credulous);

        (await stub.AskAsync("a.example")).Security.ShouldBe(DnsSecurity.Bogus);
        credulous.Queries.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_check_says_what_arrives()
    {
        var dns = new FakeDns();
        var check = new DnssecCheck(dns, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger<DnssecCheck>.Instance);
        check.Health.State.ShouldBe(DnssecState.Unknown);
        (await check.CheckAsync(default)).State.ShouldBe(DnssecState.NotValidating);

        dns.Zone("", DnsSecurity.Secure);
        (await check.CheckAsync(default)).State.ShouldBe(DnssecState.Validating);
        dns.Zone("", DnsSecurity.Bogus);
        (await check.CheckAsync(default)).State.ShouldBe(DnssecState.Broken);
        dns.Fail("", DnsRecordType.DNSKEY, "no answer");
        (await check.CheckAsync(default)).ShouldBe(new DnssecHealth(DnssecState.NoAnswer, "no answer"));
        check.Health.State.ShouldBe(DnssecState.NoAnswer);
    }
}
