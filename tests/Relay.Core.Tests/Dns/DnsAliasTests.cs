using Relay.Sdk.Dns;
using Relay.TestKit.Dns;

namespace Relay.Core.Tests.Dns;

public sealed class DnsAliasTests
{
    [Fact]
    public async Task A_chain_in_one_answer_is_followed_in_any_order_of_records()
    {
        await using var server = FakeDnsServer.Start(query => query.Reply()
            .A("c.example", "192.0.2.1", ttl: 300)
            .Cname("b.example", "C.example", ttl: 20)
            .Cname("a.example", "b.example", ttl: 100));
        using var stub = new Stub(server);

        DnsAnswer answer = await stub.AskAsync("a.example");

        answer.Records.ShouldHaveSingleItem().Owner.ShouldBe("c.example");
        answer.Aliases.Select(alias => (alias.Owner, alias.Target)).ShouldBe([("a.example", "b.example"), ("b.example", "c.example")]);
        answer.TimeToLive.ShouldBe(TimeSpan.FromSeconds(20));
        server.Queries.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_chain_over_several_answers_is_as_secure_as_the_weakest()
    {
        await using var server = FakeDnsServer.Start(query => query.Name switch
        {
            "a.example" => query.Reply().Authentic().Cname("a.example", "b.example"),
            "b.example" => query.Reply().Cname("b.example", "c.example"),
            _ => query.Reply().Authentic().A("c.example", "192.0.2.1"),
        });
        using var stub = new Stub(server);

        DnsAnswer answer = await stub.AskAsync("a.example");

        answer.Security.ShouldBe(DnsSecurity.Insecure);
        answer.Records.Count.ShouldBe(1);
        answer.Aliases.Count.ShouldBe(2);
        (await stub.AskAsync("c.example")).Security.ShouldBe(DnsSecurity.Secure);
    }

    [Fact]
    public async Task An_alias_of_nothing_is_an_absence_with_its_aliases()
    {
        await using var server = FakeDnsServer.Start(query => query.Reply().Code(3).Cname("a.example", "b.example").Soa("example", 60, 60));
        using var stub = new Stub(server);

        DnsAnswer answer = await stub.AskAsync("a.example");

        answer.NameError.ShouldBeTrue();
        answer.Aliases.ShouldHaveSingleItem().Target.ShouldBe("b.example");
    }

    [Fact]
    public async Task A_chain_that_cannot_be_finished_is_a_failure()
    {
        await using var server = FakeDnsServer.Start(query => query.Name == "a.example"
            ? query.Reply().Cname("a.example", "b.example")
            : query.Reply().Code(5).Edns());
        using var stub = new Stub(server);

        DnsAnswer answer = await stub.AskAsync("a.example");

        answer.Security.ShouldBe(DnsSecurity.Failure);
        answer.Records.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_loop_in_one_answer_ends()
    {
        await using var server = FakeDnsServer.Start(query => query.Reply().Cname("a.example", "b.example").Cname("b.example", "a.example"));
        using var stub = new Stub(server);

        DnsAnswer answer = await stub.AskAsync("a.example");

        answer.Security.ShouldBe(DnsSecurity.Failure);
        answer.Problem!.ShouldContain("CNAME loop");
    }

    [Fact]
    public async Task A_loop_over_many_answers_ends()
    {
        await using var server = FakeDnsServer.Start(query =>
            query.Reply().Cname(query.Name, query.Name == "a.example" ? "b.example" : "a.example"));
        using var stub = new Stub(server);

        (await stub.AskAsync("a.example")).Security.ShouldBe(DnsSecurity.Failure);
        server.Queries.Count.ShouldBeLessThanOrEqualTo(13);
    }

    [Fact]
    public async Task Asking_for_the_alias_itself_does_not_follow_it()
    {
        await using var server = FakeDnsServer.Start(query => query.Reply().Authentic().Cname("a.example", "b.example"));
        using var stub = new Stub(server);

        DnsAnswer answer = await stub.AskAsync("a.example", DnsRecordType.CNAME);

        answer.Records.ShouldHaveSingleItem().ShouldBeOfType<DnsRecord.Name>().Target.ShouldBe("b.example");
        answer.Aliases.ShouldBeEmpty();
        answer.Security.ShouldBe(DnsSecurity.Secure);
    }

    [Fact]
    public async Task Records_of_other_names_in_an_answer_do_not_count()
    {
        await using var server = FakeDnsServer.Start(query => query.Reply().A("b.example", "198.51.100.1").A("a.example", "192.0.2.1"));
        using var stub = new Stub(server);

        (await stub.AskAsync("a.example")).Records.ShouldHaveSingleItem().Owner.ShouldBe("a.example");
    }
}
