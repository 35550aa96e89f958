using System.Net;
using System.Net.Sockets;
using Relay.Core.Dns;
using Relay.Sdk.Dns;
using Relay.TestKit.Dns;

namespace Relay.Core.Tests.Dns;

/// <summary>Servers that are slow, dead, old, broken or forged.</summary>
public sealed class DnsExchangeTests
{
    [Fact]
    public async Task A_good_answer_is_an_answer()
    {
        await using var server = FakeDnsServer.Start(query => query.Reply().Mx("a.example", 10, "mx1.example", ttl: 60));
        using var stub = new Stub(server);

        DnsAnswer answer = await stub.AskAsync("A.example.", DnsRecordType.MX);

        answer.Security.ShouldBe(DnsSecurity.Insecure);
        answer.Records.ShouldBe([new DnsRecord.MailExchange("a.example", TimeSpan.FromSeconds(60), 10, "mx1.example")]);
        answer.TimeToLive.ShouldBe(TimeSpan.FromSeconds(60));
        answer.Problem.ShouldBeNull();
    }

    [Fact]
    public async Task Forged_answers_are_passed_over_until_the_true_one_comes()
    {
        await using var server = FakeDnsServer.Start(query => Messages(
            [],
            [1, 2, 3],
            query.Reply().WrongId().A("a.example", "198.51.100.1").Build(),
            query.Reply().WrongQuestion().A("a.example", "198.51.100.2").Build(),
            query.Reply().NotAResponse().A("a.example", "198.51.100.3").Build(),
            query.Reply().A("a.example", "192.0.2.1").Build()));
        using var stub = new Stub(server);

        (await stub.AskAsync("a.example")).Records.ShouldHaveSingleItem().ShouldBeOfType<DnsRecord.Address>().Value.ToString().ShouldBe("192.0.2.1");
        server.Queries.Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_answer_from_another_address_is_not_heard()
    {
        using var liar = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        liar.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        await using var server = FakeDnsServer.Start(async query =>
        {
            // On loopback the lie is in the socket's queue before the true answer is sent.
            await liar.SendToAsync(query.Reply().A("a.example", "198.51.100.1").Build(), query.From);
            return [query.Reply().A("a.example", "192.0.2.1").Build()];
        });
        using var stub = new Stub(server);

        (await stub.AskAsync("a.example")).Records.ShouldHaveSingleItem().ShouldBeOfType<DnsRecord.Address>().Value.ToString().ShouldBe("192.0.2.1");
    }

    [Fact]
    public async Task A_flood_of_guesses_makes_the_stub_ask_over_TCP()
    {
        await using var server = FakeDnsServer.Start(query => query.OverTcp
            ? Messages(query.Reply().A("a.example", "192.0.2.1").Build())
            : Messages([.. Enumerable.Repeat(query.Reply().WrongId().A("a.example", "198.51.100.1").Build(), 64)]));
        using var stub = new Stub(server);

        (await stub.AskAsync("a.example")).Records.ShouldHaveSingleItem().ShouldBeOfType<DnsRecord.Address>().Value.ToString().ShouldBe("192.0.2.1");
        server.Queries.Select(query => query.OverTcp).ShouldBe([false, true]);
    }

    [Fact]
    public async Task A_truncated_answer_is_asked_for_again_over_TCP()
    {
        string text = string.Join("", Enumerable.Repeat("0123456789", 20));
        await using var server = FakeDnsServer.Start(query => query.OverTcp
            ? query.Reply().Txt("a.example", [.. Enumerable.Repeat(text, 300)])
            : query.Reply().Truncated());
        using var stub = new Stub(server);

        DnsAnswer answer = await stub.AskAsync("a.example", DnsRecordType.TXT);

        answer.Records.ShouldHaveSingleItem().ShouldBeOfType<DnsRecord.Text>().Value.Length.ShouldBe(60_000);
    }

    [Fact]
    public async Task Garbage_over_TCP_is_a_failure_and_not_an_absence()
    {
        await using var server = FakeDnsServer.Start(query => query.OverTcp ? Messages([0xff, 0xff, 0xff])
            : Messages(query.Reply().Truncated().Build()));
        using var stub = new Stub(server);

        DnsAnswer answer = await stub.AskAsync("a.example");

        answer.Security.ShouldBe(DnsSecurity.Failure);
        answer.Problem!.ShouldContain("over TCP");
    }

    [Fact]
    public async Task A_TCP_connection_that_ends_early_is_a_failure()
    {
        await using var server = FakeDnsServer.Start(query => query.OverTcp ? Messages() : Messages(query.Reply().Truncated().Build()));
        using var stub = new Stub(server);

        (await stub.AskAsync("a.example")).Security.ShouldBe(DnsSecurity.Failure);
    }

    [Fact]
    public async Task A_malformed_answer_is_a_failure_and_not_an_absence()
    {
        await using var server = FakeDnsServer.Start(query => query.Reply().Answer("a.example", DnsRecordType.A, [1, 2, 3]));
        using var stub = new Stub(server);

        DnsAnswer answer = await stub.AskAsync("a.example");

        answer.Security.ShouldBe(DnsSecurity.Failure);
        answer.Problem!.ShouldContain("malformed");
    }

    [Fact]
    public async Task A_silent_server_is_asked_as_often_as_agreed_and_then_given_up()
    {
        await using var server = FakeDnsServer.StartSilent();
        using var stub = new Stub(server);
        Task<DnsAnswer> asking = stub.AskAsync("a.example");

        await server.NextQueryAsync();
        stub.Clock.Advance(Stub.Timeout);
        FakeDnsQuery second = await server.NextQueryAsync();
        stub.Clock.Advance(Stub.Timeout);
        DnsAnswer answer = await asking;

        answer.Security.ShouldBe(DnsSecurity.Failure);
        answer.NameError.ShouldBeFalse();
        answer.Problem!.ShouldContain("no answer within");
        server.Queries.Count.ShouldBe(2);
        server.Queries[0].From.Port.ShouldNotBe(second.From.Port);
    }

    [Fact]
    public async Task A_server_that_refuses_the_packet_is_a_failure_at_once()
    {
        var closed = FakeDnsServer.StartSilent();
        await closed.DisposeAsync();
        using var stub = new Stub(closed);

        (await stub.AskAsync("a.example")).Problem!.ShouldContain("ConnectionRefused");
    }

    [Fact]
    public async Task The_next_server_answers_for_a_silent_one_which_is_then_asked_last()
    {
        await using var silent = FakeDnsServer.StartSilent();
        await using var good = FakeDnsServer.Start(query => query.Reply().A(query.Name, "192.0.2.1"));
        using var stub = new Stub(silent, good);

        Task<DnsAnswer> asking = stub.AskAsync("a.example");
        await silent.NextQueryAsync();
        stub.Clock.Advance(Stub.Timeout);
        (await asking).Records.Count.ShouldBe(1);
        (await stub.AskAsync("b.example")).Records.Count.ShouldBe(1);
        silent.Queries.Count.ShouldBe(1);

        // After a while it gets another chance.
        stub.Clock.Advance(TimeSpan.FromMinutes(1));
        asking = stub.AskAsync("c.example");
        await silent.NextQueryAsync();
        stub.Clock.Advance(Stub.Timeout);
        (await asking).Records.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(1, "FORMERR")]
    [InlineData(4, "NOTIMP")]
    [InlineData(5, "REFUSED")]
    [InlineData(9, "response code 9")]
    public async Task A_server_that_will_not_answer_is_followed_by_the_next_and_asked_no_more(int code, string name)
    {
        await using var unwilling = FakeDnsServer.Start(query => query.Reply().Code(code).Edns());
        using var alone = new Stub(unwilling);
        DnsAnswer failure = await alone.AskAsync("a.example");
        failure.Security.ShouldBe(DnsSecurity.Failure);
        failure.Problem!.ShouldContain(name);
        unwilling.Queries.Count.ShouldBe(1);

        await using var good = FakeDnsServer.Start(query => query.Reply().A(query.Name, "192.0.2.1"));
        using var both = new Stub(unwilling, good);
        (await both.AskAsync("a.example")).Records.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_referral_from_a_server_that_does_not_recurse_is_not_an_absence()
    {
        await using var server = FakeDnsServer.Start(query => query.Reply().NameServer("example", "ns.example"));
        using var stub = new Stub(server);

        DnsAnswer answer = await stub.AskAsync("a.example");

        answer.Security.ShouldBe(DnsSecurity.Failure);
        answer.Problem!.ShouldContain("referral");
    }

    [Fact]
    public async Task A_server_from_before_EDNS_is_asked_without_it()
    {
        await using var server = FakeDnsServer.Start(query => query.Edns ? query.Reply().Code(1) : query.Reply().A("a.example", "192.0.2.1"));
        using var stub = new Stub(server);

        (await stub.AskAsync("a.example")).Records.Count.ShouldBe(1);
        server.Queries.Select(query => query.Edns).ShouldBe([true, false]);
    }

    [Fact]
    public async Task Each_query_has_its_own_port_and_id()
    {
        await using var server = FakeDnsServer.Start(query => query.Reply().Soa("example", 0, 0));
        using var stub = new Stub(server);

        for (int i = 0; i < 20; i++) await stub.AskAsync($"n{i}.example");

        server.Queries.Select(query => query.Id).Distinct().Count().ShouldBeGreaterThan(15);
        server.Queries.Select(query => query.From.Port).Distinct().Count().ShouldBeGreaterThan(10);
    }

    [Fact]
    public async Task A_slow_TCP_answer_is_bounded_by_the_same_deadline()
    {
        var never = new TaskCompletionSource<IReadOnlyList<byte[]>>();
        await using var server = FakeDnsServer.Start(query => query.OverTcp ? never.Task : Messages(query.Reply().Truncated().Build()));
        using var stub = new Stub(new StubResolverOptions { Servers = [server.EndPoint], Attempts = 1 });
        Task<DnsAnswer> asking = stub.AskAsync("a.example");

        while (!(await server.NextQueryAsync()).OverTcp) continue;
        stub.Clock.Advance(Stub.Timeout);

        (await asking).Security.ShouldBe(DnsSecurity.Failure);
        never.SetResult([]);
    }

    private static Task<IReadOnlyList<byte[]>> Messages(params byte[][] messages) => Task.FromResult<IReadOnlyList<byte[]>>(messages);
}
