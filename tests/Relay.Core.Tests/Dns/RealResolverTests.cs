using Microsoft.Extensions.Logging.Abstractions;
using Relay.Core.Dns;
using Relay.Sdk.Dns;
using Relay.TestKit.Dns;

namespace Relay.Core.Tests.Dns;

/// <summary>The stub in front of unbound, which validates zones served by nsd.</summary>
public sealed class RealResolverTests : IAsyncLifetime
{
    private SignedZones? zones;
    private StubResolver? stub;

    public async ValueTask InitializeAsync()
    {
        if (SignedZones.Missing is { } missing) Assert.Skip(missing);
        zones = await SignedZones.StartAsync();
        stub = new StubResolver(
            new StubResolverOptions { Servers = [zones.Resolver], Timeout = TimeSpan.FromSeconds(20) }, TimeProvider.System,
            NullLogger<StubResolver>.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        stub?.Dispose();
        if (zones is not null) await zones.DisposeAsync();
    }

    [Fact]
    public async Task A_real_validating_resolver_gives_all_four_states()
    {
        // One test, because starting the servers costs more than all the questions.
        await Signed_records_are_secure();
        await Signed_absence_is_secure();
        await Unsigned_zones_are_insecure();
        await A_chain_is_as_secure_as_its_end();
        await Large_answers_come_over_TCP();
        await Changed_and_expired_zones_are_bogus_with_the_reason();
        await Zones_that_nobody_serves_are_failures();
        await A_server_that_does_not_recurse_is_a_failure_for_foreign_names();
        await The_check_sees_a_validating_resolver();
    }

    private async Task Signed_records_are_secure()
    {
        DnsAnswer mx = await AskAsync("secure.test", DnsRecordType.MX);
        mx.Security.ShouldBe(DnsSecurity.Secure);
        mx.Records.Cast<DnsRecord.MailExchange>().Select(record => (record.Preference, record.Exchange)).Order()
            .ShouldBe([(10, "mx1.secure.test"), (20, "mx2.secure.test")]);

        (await AskAsync("mx1.secure.test", DnsRecordType.AAAA)).Records.ShouldHaveSingleItem()
            .ShouldBeOfType<DnsRecord.Address>().Value.ToString().ShouldBe("2001:db8::1");
        (await AskAsync("text.secure.test", DnsRecordType.TXT)).Records.ShouldHaveSingleItem()
            .ShouldBeOfType<DnsRecord.Text>().Value.ShouldBe("one two");
        DnsAnswer tlsa = await AskAsync("_25._tcp.mx1.secure.test", DnsRecordType.TLSA);
        tlsa.Security.ShouldBe(DnsSecurity.Secure);
        tlsa.Records.ShouldHaveSingleItem().ShouldBeOfType<DnsRecord.TlsAssociation>().Data.Length.ShouldBe(32);
        (await AskAsync("secure.test", DnsRecordType.SOA)).Records.ShouldHaveSingleItem().ShouldBeOfType<DnsRecord.Other>();
        (await AskAsync("secure.test", DnsRecordType.DNSKEY)).Records.ShouldNotBeEmpty();
        (await AskAsync("alias.secure.test", DnsRecordType.A)).ShouldSatisfyAllConditions(
            answer => answer.Security.ShouldBe(DnsSecurity.Secure),
            answer => answer.Aliases.ShouldHaveSingleItem().Target.ShouldBe("mx1.secure.test"),
            answer => answer.Records.Count.ShouldBe(1));
    }

    private async Task Signed_absence_is_secure()
    {
        DnsAnswer noName = await AskAsync("nobody.secure.test", DnsRecordType.A);
        (noName.Security, noName.NameError, noName.Records.Count).ShouldBe((DnsSecurity.Secure, true, 0));
        noName.TimeToLive.ShouldBeInRange(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));
        DnsAnswer noData = await AskAsync("mx2.secure.test", DnsRecordType.AAAA);
        (noData.Security, noData.NameError, noData.Records.Count).ShouldBe((DnsSecurity.Secure, false, 0));
    }

    private async Task Unsigned_zones_are_insecure()
    {
        DnsAnswer found = await AskAsync("mx1.insecure.test", DnsRecordType.A);
        (found.Security, found.Records.Count).ShouldBe((DnsSecurity.Insecure, 1));
        DnsAnswer absent = await AskAsync("nobody.insecure.test", DnsRecordType.A);
        (absent.Security, absent.NameError).ShouldBe((DnsSecurity.Insecure, true));
    }

    private async Task A_chain_is_as_secure_as_its_end()
    {
        DnsAnswer away = await AskAsync("away.secure.test", DnsRecordType.A);
        (away.Security, away.Records.Count).ShouldBe((DnsSecurity.Insecure, 1));
        (await AskAsync("away.secure.test", DnsRecordType.CNAME)).Security.ShouldBe(DnsSecurity.Secure);
        (await AskAsync("broken.secure.test", DnsRecordType.A)).Security.ShouldBe(DnsSecurity.Bogus);
    }

    private async Task Large_answers_come_over_TCP()
    {
        DnsAnswer large = await AskAsync("large.secure.test", DnsRecordType.TXT);
        (large.Security, large.Records.Count).ShouldBe((DnsSecurity.Secure, 120));
    }

    private async Task Changed_and_expired_zones_are_bogus_with_the_reason()
    {
        DnsAnswer changed = await AskAsync("mx1.bogus.test", DnsRecordType.A);
        (changed.Security, changed.Records.Count).ShouldBe((DnsSecurity.Bogus, 0));
        changed.Problem!.ShouldContain("SERVFAIL");
        DnsAnswer expired = await AskAsync("mx1.expired.test", DnsRecordType.A);
        expired.Security.ShouldBe(DnsSecurity.Bogus);
        expired.Problem!.ShouldContain("SERVFAIL (9 DNSKEY Missing"); // the key set's own signature is old
    }

    private async Task Zones_that_nobody_serves_are_failures()
    {
        DnsAnswer lame = await AskAsync("mx1.lame.test", DnsRecordType.A);
        (lame.Security, lame.NameError).ShouldBe((DnsSecurity.Failure, false));
    }

    private async Task A_server_that_does_not_recurse_is_a_failure_for_foreign_names()
    {
        using var stub = new StubResolver(
            new StubResolverOptions { Servers = [zones!.NameServer] }, TimeProvider.System, NullLogger<StubResolver>.Instance);
        (await stub.ResolveAsync("elsewhere.example", DnsRecordType.A, default)).Security.ShouldBe(DnsSecurity.Failure);
        (await stub.ResolveAsync("mx1.secure.test", DnsRecordType.A, default)).Security.ShouldBe(DnsSecurity.Insecure);
    }

    private async Task The_check_sees_a_validating_resolver()
    {
        var check = new DnssecCheck(stub!, TimeProvider.System, NullLogger<DnssecCheck>.Instance, "secure.test");
        (await check.CheckAsync(default)).State.ShouldBe(DnssecState.Validating);
    }

    private Task<DnsAnswer> AskAsync(string name, DnsRecordType type) => stub!.ResolveAsync(name, type, default).AsTask();
}
