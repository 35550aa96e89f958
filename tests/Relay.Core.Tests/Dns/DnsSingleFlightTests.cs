using Relay.Core.Dns;
using Relay.Sdk.Dns;
using Relay.TestKit.Dns;

namespace Relay.Core.Tests.Dns;

public sealed class DnsSingleFlightTests
{
    [Fact]
    public async Task A_question_asked_by_many_at_once_is_sent_once()
    {
        var release = new TaskCompletionSource();
        await using var server = FakeDnsServer.Start(async query =>
        {
            await release.Task;
            return [query.Reply().A("a.example", "192.0.2.1", ttl: 0).Build()];
        });
        using var stub = new Stub(server);

        Task<DnsAnswer>[] waiting = [.. Enumerable.Range(0, 50).Select(_ => stub.AskAsync("a.example"))];
        release.SetResult();
        DnsAnswer[] answers = await Task.WhenAll(waiting);

        answers.ShouldAllBe(answer => answer.Records.Count == 1);
        server.Queries.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Who_gives_up_leaves_alone()
    {
        var release = new TaskCompletionSource();
        await using var server = FakeDnsServer.Start(async query =>
        {
            await release.Task;
            return [query.Reply().A("a.example", "192.0.2.1").Build()];
        });
        using var stub = new Stub(server);
        using var impatience = new CancellationTokenSource();

        Task<DnsAnswer> impatient = stub.AskAsync("a.example", cancellationToken: impatience.Token);
        Task<DnsAnswer> patient = stub.AskAsync("a.example");
        await server.NextQueryAsync();
        await impatience.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => impatient);
        release.SetResult();

        (await patient).Records.Count.ShouldBe(1);
        server.Queries.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_token_that_has_fired_asks_nothing()
    {
        await using var server = FakeDnsServer.StartSilent();
        using var stub = new Stub(server);

        await Should.ThrowAsync<OperationCanceledException>(
            () => Task.Run(() => stub.AskAsync("a.example", cancellationToken: new CancellationToken(true))));
        server.Queries.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_stopped_resolver_answers_with_failure()
    {
        await using var server = FakeDnsServer.StartSilent();
        var stub = new Stub(server);
        Task<DnsAnswer> asking = stub.AskAsync("a.example");
        await server.NextQueryAsync();

        stub.Dispose();

        (await asking).Security.ShouldBe(DnsSecurity.Failure);
    }

    [Fact]
    public async Task A_lookup_of_many_aliases_ends_within_the_time_of_all_attempts()
    {
        // Each alias takes almost the whole time-out; twelve of them would take a minute.
        Stub? stub = null;
        await using var server = FakeDnsServer.Start(query =>
        {
            stub!.Clock.Advance(Stub.Timeout - TimeSpan.FromSeconds(1));
            return query.Reply().Cname(query.Name, $"x{query.Name}");
        });
        using (stub = new Stub(new StubResolverOptions { Servers = [server.EndPoint], Attempts = 2 }))
        {
            DnsAnswer answer = await stub.AskAsync("a.example");
            answer.Security.ShouldBe(DnsSecurity.Failure);
            answer.Problem!.ShouldContain("no answer within 10 s");
        }
    }
}
