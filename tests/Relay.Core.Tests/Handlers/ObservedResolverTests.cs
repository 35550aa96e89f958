using Relay.Core.Handlers;
using Relay.Core.Handlers.Observing;
using Relay.Core.Tests.Delivery;
using Relay.Core.Tests.Dns;
using Relay.Sdk.Dns;
using Relay.Sdk.Events;
using Relay.Sdk.Testing.Dns;
using Relay.TestKit.Dns;

namespace Relay.Core.Tests.Handlers;

/// <summary>Questions to the DNS without an answer are told: <c>dns:fail</c>.</summary>
public sealed class ObservedResolverTests
{
    private readonly FakeHandlers told = new() { Observed = true };

    private readonly FakeDns dns = new FakeDns()
        .Address("here.example", "192.0.2.1")
        .Fail("silent.example", DnsRecordType.AAAA)
        .Bogus("forged.example", DnsRecordType.TXT);

    [Theory]
    [InlineData("gone.example", DnsRecordType.A, DnsFailure.NoSuchName, "DNS_NOMATCH:gone.example:A", null)]
    [InlineData("here.example", DnsRecordType.MX, DnsFailure.NoData, "DNS_NODATA:here.example:MX", null)]
    [InlineData("silent.example", DnsRecordType.AAAA, DnsFailure.Unavailable, "DNS_AGAIN:silent.example:AAAA", "SERVFAIL")]
    [InlineData("forged.example", DnsRecordType.TXT, DnsFailure.Bogus, "DNS_AGAIN:forged.example:TXT", "DNSSEC Bogus: signature expired")]
    [InlineData("a:b::c.example", DnsRecordType.A, DnsFailure.NoSuchName, "DNS_NOMATCH:a::b::::c.example:A", null)]
    public async Task The_kind_of_failure_is_told_with_the_question(string name, DnsRecordType type, DnsFailure failure, string data, string? problem)
    {
        await AskAsync(new ObservedResolver(dns, told, TimeProvider.System), name, type);

        DnsFailed failed = told.Notices.ShouldHaveSingleItem().ShouldBeOfType<DnsFailed>();
        (failed.Failure, failed.Question, failed.Type, failed.Data, failed.Problem).ShouldBe((failure, name, type, data, problem));
        (failed.Host, failed.Client).ShouldBe((null, null));
    }

    [Fact]
    public async Task An_answer_with_records_is_not_told()
    {
        await AskAsync(new ObservedResolver(dns, told, TimeProvider.System), "here.example", DnsRecordType.A);

        told.Notices.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_absence_that_the_cache_knows_is_told_again()
    {
        await using var server = FakeDnsServer.Start(static query => query.Reply().Code(3).Soa("example", ttl: 3600, minimum: 30));
        using var stub = new Stub(server);
        var observed = new ObservedResolver(stub.Resolver, told, TimeProvider.System);
        for (int i = 0; i < 3; i++)
            await AskAsync(observed, "gone.example", DnsRecordType.A);

        server.Queries.Count.ShouldBe(1);
        told.Notices.Select(static notice => notice.Data).ShouldBe(Enumerable.Repeat("DNS_NOMATCH:gone.example:A", 3));
        told.Notices.Select(static notice => notice.EventId).ShouldBeUnique();
    }

    [Fact]
    public async Task A_question_that_a_plugins_resolver_hands_on_to_the_relays_own_is_told_once()
    {
        ObservedResolver? observed = null;
        var trial = new HandlerTrial();
        trial.Add((table, guard) => table.AddResolver("standing", new Standing(() => observed!), guard));
        observed = new ObservedResolver(new ChosenResolver(dns, trial.Publish()) { Name = "standing" }, told, TimeProvider.System);

        (await AskAsync(observed, "gone.example", DnsRecordType.A)).NameError.ShouldBeTrue();
        told.Notices.ShouldHaveSingleItem().Data.ShouldBe("DNS_NOMATCH:gone.example:A");

        await AskAsync(observed, "gone.example", DnsRecordType.MX);
        told.Notices.Count.ShouldBe(2, "the next question is told as well");
    }

    private static ValueTask<DnsAnswer> AskAsync(ObservedResolver observed, string name, DnsRecordType type) =>
        observed.ResolveAsync(name, type, TestContext.Current.CancellationToken);

    // As a plugin's resolver that has the relay's own for the names that it does not know itself.
    private sealed class Standing(Func<IDnsResolver> relays) : IDnsResolver
    {
        public ValueTask<DnsAnswer> ResolveAsync(string name, DnsRecordType type, CancellationToken cancellationToken) =>
            relays().ResolveAsync(name, type, cancellationToken);
    }
}
