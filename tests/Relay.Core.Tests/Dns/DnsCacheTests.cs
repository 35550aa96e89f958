using Microsoft.Extensions.Time.Testing;
using Relay.Core.Dns;
using Relay.Core.Dns.Messages;
using Relay.Sdk.Dns;
using Relay.TestKit.Dns;

namespace Relay.Core.Tests.Dns;

public sealed class DnsCacheTests
{
    [Fact]
    public async Task An_answer_is_kept_for_its_time_to_live_and_no_longer()
    {
        await using var server = FakeDnsServer.Start(query => query.Reply().A("a.example", "192.0.2.1", ttl: 60));
        using var stub = new Stub(server);

        await stub.AskAsync("a.example");
        stub.Clock.Advance(TimeSpan.FromSeconds(59));
        (await stub.AskAsync("A.EXAMPLE.")).TimeToLive.ShouldBe(TimeSpan.FromSeconds(1));
        server.Queries.Count.ShouldBe(1);
        stub.Clock.Advance(TimeSpan.FromSeconds(1));
        await stub.AskAsync("a.example");
        server.Queries.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Types_are_kept_apart()
    {
        await using var server = FakeDnsServer.Start(query => query.Reply().Soa("example", 60, 60));
        using var stub = new Stub(server);

        await stub.AskAsync("a.example");
        await stub.AskAsync("a.example", DnsRecordType.AAAA);
        server.Queries.Count.ShouldBe(2);
    }

    [Fact]
    public async Task An_absence_is_kept_as_the_SOA_says()
    {
        await using var server = FakeDnsServer.Start(query => query.Reply().Code(3).Soa("example", ttl: 3600, minimum: 30));
        using var stub = new Stub(server);

        await stub.AskAsync("a.example");
        stub.Clock.Advance(TimeSpan.FromSeconds(29));
        (await stub.AskAsync("a.example")).NameError.ShouldBeTrue();
        server.Queries.Count.ShouldBe(1);
        stub.Clock.Advance(TimeSpan.FromSeconds(1));
        await stub.AskAsync("a.example");
        server.Queries.Count.ShouldBe(2);
    }

    [Fact]
    public async Task An_absence_without_SOA_is_not_kept()
    {
        await using var server = FakeDnsServer.Start(query => query.Reply());
        using var stub = new Stub(server);

        (await stub.AskAsync("a.example")).IsUsable.ShouldBeTrue();
        await stub.AskAsync("a.example");
        server.Queries.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_failure_is_kept_for_five_seconds()
    {
        await using var server = FakeDnsServer.Start(query => query.Reply().Code(5).Edns());
        using var stub = new Stub(server);

        await stub.AskAsync("a.example");
        stub.Clock.Advance(TimeSpan.FromSeconds(4.9));
        (await stub.AskAsync("a.example")).Security.ShouldBe(DnsSecurity.Failure);
        server.Queries.Count.ShouldBe(1);
        stub.Clock.Advance(TimeSpan.FromSeconds(0.1));
        await stub.AskAsync("a.example");
        server.Queries.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(10_000_000, true, 86_400)]
    [InlineData(10_000_000, false, 3_600)]
    [InlineData(60, true, 60)]
    public void Times_to_live_have_bounds(int seconds, bool positive, int kept)
    {
        var answer = new DnsAnswer
        {
            Security = DnsSecurity.Insecure,
            TimeToLive = TimeSpan.FromSeconds(seconds),
            Records = positive ? [new DnsRecord.Text("a.example", TimeSpan.Zero, "x")] : [],
        };
        AnswerCache.LifetimeOf(answer).ShouldBe(TimeSpan.FromSeconds(kept));
    }

    [Fact]
    public void The_cache_never_holds_more_than_agreed_and_drops_what_nobody_used()
    {
        var cache = new AnswerCache(100, new FakeTimeProvider());
        var answer = new DnsAnswer { Security = DnsSecurity.Insecure, TimeToLive = TimeSpan.FromHours(1) };
        var wanted = new DnsQuestion("wanted.example", DnsRecordType.A);
        cache.Keep(wanted, answer);
        for (int i = 0; i < 10_000; i++)
        {
            cache.Keep(new DnsQuestion($"n{i}.example", DnsRecordType.A), answer);
            if (i % 25 == 0) cache.Find(wanted).ShouldNotBeNull();
        }

        cache.Find(new DnsQuestion("n1.example", DnsRecordType.A)).ShouldBeNull();
        cache.Find(new DnsQuestion("n9999.example", DnsRecordType.A)).ShouldNotBeNull();
        Enumerable.Range(0, 10_000).Reverse().Count(i => cache.Find(new DnsQuestion($"n{i}.example", DnsRecordType.A)) is not null)
            .ShouldBeInRange(49, 99);
    }

    [Fact]
    public void A_cache_of_no_entries_keeps_nothing()
    {
        var cache = new AnswerCache(0, new FakeTimeProvider());
        var question = new DnsQuestion("a.example", DnsRecordType.A);
        cache.Keep(question, new DnsAnswer { Security = DnsSecurity.Insecure, TimeToLive = TimeSpan.FromHours(1) });
        cache.Find(question).ShouldBeNull();
    }

    [Theory]
    [InlineData("a..example")]
    [InlineData("bücher.example")]
    public async Task A_name_that_cannot_be_does_not_exist_and_nobody_is_asked(string name)
    {
        await using var server = FakeDnsServer.StartSilent();
        using var stub = new Stub(server);

        (await stub.AskAsync(name, DnsRecordType.MX)).ShouldSatisfyAllConditions(
            answer => answer.NameError.ShouldBeTrue(), answer => answer.Security.ShouldBe(DnsSecurity.Insecure));
        server.Queries.ShouldBeEmpty();
    }

    [Fact]
    public async Task Localhost_is_this_host()
    {
        await using var server = FakeDnsServer.StartSilent();
        using var stub = new Stub(server);

        (await stub.AskAsync("localhost")).Records.ShouldHaveSingleItem().ShouldBeOfType<DnsRecord.Address>().Value.ToString().ShouldBe("127.0.0.1");
        (await stub.AskAsync("LOCALHOST.", DnsRecordType.AAAA)).Records.ShouldHaveSingleItem().ShouldBeOfType<DnsRecord.Address>().Value.ToString()
            .ShouldBe("::1");
        (await stub.AskAsync("localhost", DnsRecordType.MX)).Records.ShouldBeEmpty();
        server.Queries.ShouldBeEmpty();
    }
}
