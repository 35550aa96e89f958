using System.Net;
using Relay.Core.Handlers;
using Relay.Sdk.Dns;
using Relay.Sdk.Testing.Dns;

namespace Relay.Core.Tests.Handlers;

/// <summary>A plugin's resolver answers for the relay, and what it does wrong is never "no such name".</summary>
public sealed class ChosenResolverTests
{
    private static readonly DnsRecord.Address Record = new("x.example", TimeSpan.FromMinutes(1), IPAddress.Parse("192.0.2.7"));
    private readonly FakeDns own = new();

    [Theory]
    [InlineData(DnsSecurity.Secure)]
    [InlineData(DnsSecurity.Insecure)]
    public async Task Records_come_with_the_state_that_the_resolver_gave(DnsSecurity state)
    {
        DnsAnswer answer = await AskAsync(new DnsAnswer { Security = state, Records = [Record], TimeToLive = TimeSpan.FromMinutes(1) });

        (answer.Security, answer.Records.ShouldHaveSingleItem()).ShouldBe((state, Record));
    }

    [Theory]
    [InlineData(DnsSecurity.Bogus)]
    [InlineData(DnsSecurity.Failure)]
    public async Task Bogus_and_failed_answers_keep_state_and_problem(DnsSecurity state)
    {
        DnsAnswer answer = await AskAsync(new DnsAnswer { Security = state, Problem = "the signature has expired" });

        (answer.Security, answer.Problem, answer.IsUsable).ShouldBe((state, "the signature has expired", false));
    }

    public static TheoryData<string, DnsAnswer?> Impossible() => new()
    {
        { "null", null },
        { "bogus with records", new DnsAnswer { Security = DnsSecurity.Bogus, Records = [Record] } },
        { "failure that says the name does not exist", new DnsAnswer { Security = DnsSecurity.Failure, NameError = true } },
        { "a name that does not exist and has records", new DnsAnswer { Security = DnsSecurity.Secure, Records = [Record], NameError = true } },
        { "no list", new DnsAnswer { Security = DnsSecurity.Secure, Records = null! } },
        { "null in the list", new DnsAnswer { Security = DnsSecurity.Secure, Records = [null!] } },
        { "a state that is none", new DnsAnswer { Security = (DnsSecurity)9 } },
        { "less than no time", new DnsAnswer { Security = DnsSecurity.Secure, TimeToLive = TimeSpan.FromSeconds(-1) } },
    };

    [Theory]
    [MemberData(nameof(Impossible))]
    public async Task An_impossible_answer_is_no_answer(string what, DnsAnswer? answer)
    {
        DnsAnswer given = await AskAsync(answer!);

        (given.Security, given.NameError, given.Records.Count).ShouldBe((DnsSecurity.Failure, false, 0), what);
        given.Problem.ShouldStartWith("plugin trial failed (incident ");
    }

    [Fact]
    public async Task A_resolver_that_throws_or_is_late_has_no_answer()
    {
        HandlerTrial trial = new();
        TaskCompletionSource<DnsAnswer> never = new();
        ChosenResolver chosen = Choose(trial, (name, _) => name == "slow.example" ? new(never.Task) : throw new InvalidOperationException("broken"));

        (await AskAsync(chosen, "broken.example")).Security.ShouldBe(DnsSecurity.Failure);
        ValueTask<DnsAnswer> late = chosen.ResolveAsync("slow.example", DnsRecordType.A, CancellationToken.None);
        trial.Time.Advance(TimeSpan.FromSeconds(5));

        (await late).Security.ShouldBe(DnsSecurity.Failure);
    }

    [Fact]
    public async Task Without_its_plugin_nothing_is_answered_and_the_own_resolver_is_not_asked_instead()
    {
        own.Address("x.example", "192.0.2.1");
        ChosenResolver chosen = new(own, new HandlerTrial().Publish()) { Name = "unbound" };

        DnsAnswer answer = await AskAsync(chosen, "x.example");

        (answer.Security, answer.Problem).ShouldBe((DnsSecurity.Failure, "no running plugin has a resolver 'unbound' (dns.resolver)"));
    }

    [Fact]
    public async Task A_resolver_may_stand_on_the_relays_own()
    {
        own.Address("x.example", "192.0.2.1");
        ChosenResolver? chosen = null;
        chosen = Choose(new HandlerTrial(), (name, type) => chosen!.ResolveAsync(name, type, CancellationToken.None));

        (await AskAsync(chosen, "x.example")).Records.OfType<DnsRecord.Address>().Select(record => $"{record.Value}").ShouldBe(["192.0.2.1"]);
    }

    [Fact]
    public async Task Localhost_and_names_that_cannot_be_are_not_asked_of_a_plugin()
    {
        ChosenResolver chosen = Choose(new HandlerTrial(), static (_, _) => throw new InvalidOperationException("asked"));

        (await AskAsync(chosen, "localhost")).Records.OfType<DnsRecord.Address>().ShouldHaveSingleItem().Value.ShouldBe(IPAddress.Loopback);
        (await AskAsync(chosen, new string('x', 64))).NameError.ShouldBeTrue();
    }

    private ValueTask<DnsAnswer> AskAsync(DnsAnswer answer) => AskAsync(Choose(new HandlerTrial(), (_, _) => new(answer)), "x.example");

    private static ValueTask<DnsAnswer> AskAsync(ChosenResolver chosen, string name) =>
        chosen.ResolveAsync(name, DnsRecordType.A, CancellationToken.None);

    private ChosenResolver Choose(HandlerTrial trial, Func<string, DnsRecordType, ValueTask<DnsAnswer>> resolve)
    {
        trial.Add((table, guard) => table.AddResolver("unbound", new Resolver(resolve), guard));
        return new ChosenResolver(own, trial.Publish()) { Name = "unbound" };
    }

    private sealed class Resolver(Func<string, DnsRecordType, ValueTask<DnsAnswer>> resolve) : IDnsResolver
    {
        public ValueTask<DnsAnswer> ResolveAsync(string name, DnsRecordType type, CancellationToken cancellationToken) => resolve(name, type);
    }
}
