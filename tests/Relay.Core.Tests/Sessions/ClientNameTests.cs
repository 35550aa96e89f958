using System.Net;
using Microsoft.Extensions.Time.Testing;
using Relay.Core.Expansion;
using Relay.Core.Settings;
using Relay.Sdk.Dns;
using Relay.Sdk.Lists;
using Relay.Sdk.Testing.Clients;
using Relay.Sdk.Testing.Dns;
using Relay.TestKit.Lists;
using Relay.TestKit.Sessions;

namespace Relay.Core.Tests.Sessions;

/// <summary>Host names in relayFromHosts.</summary>
public sealed class ClientNameTests
{
    private const string Client = "192.0.2.7";
    private const string Denied = "550 5.7.1";
    private const string Unknown = "451 4.4.3";
    private const string Taken = "250 2.1.5";

    // The client is mail.client.example and alias.client.example; forged.bank.example is what only its reverse zone says.
    private static FakeDns Dns => new FakeDns()
        .Ptr("7.2.0.192.in-addr.arpa", "forged.bank.example")
        .Ptr("7.2.0.192.in-addr.arpa", "mail.client.example")
        .Ptr("7.2.0.192.in-addr.arpa", "alias.client.example")
        .Address("mail.client.example", "192.0.2.8", Client)
        .Address("alias.client.example", Client)
        .Address("forged.bank.example", "198.51.100.1")
        .Address("other.client.example", "192.0.2.9");

    [Theory]
    [InlineData("*.client.example", Taken)]
    [InlineData("*client.example", Taken)]
    [InlineData("alias.client.example", Taken)]
    [InlineData("MAIL.Client.Example", Taken)]
    [InlineData("*.bank.example", Denied)]
    [InlineData("forged.bank.example", Denied)]
    [InlineData("other.client.example", Denied)]
    [InlineData("other.client.example : *.client.example", Taken)]
    [InlineData("!alias.client.example : *.client.example", Denied)]
    [InlineData("!*.client.example : *", Denied)]
    [InlineData("!*.bank.example : *", Taken)]
    [InlineData("absent.client.example : *", Denied)]
    [InlineData("* : absent.client.example", Taken)]
    public async Task A_name_counts_when_its_own_addresses_confirm_it(string list, string reply) =>
        (await AskAsync(list, Dns)).ShouldStartWith(reply);

    [Theory]
    [InlineData("*.client.example : 192.0.2.7")]
    [InlineData("!*.client.example : 192.0.2.7")]
    [InlineData("!*.bank.example")]
    public async Task A_client_without_a_name_is_not_listed_from_the_item_on_that_needs_it(string list) =>
        (await AskAsync(list, new FakeDns())).ShouldStartWith(Denied);

    [Theory]
    [InlineData("7.2.0.192.in-addr.arpa", DnsRecordType.PTR, "*.client.example")]
    [InlineData("mail.client.example", DnsRecordType.A, "*.client.example")]
    [InlineData("mail.client.example", DnsRecordType.A, "!*.bank.example : *")]
    [InlineData("mail.client.example", DnsRecordType.A, "mail.client.example")]
    public async Task While_a_lookup_that_decides_fails_recipients_are_deferred(string name, DnsRecordType type, string list) =>
        (await AskAsync(list, Dns.Fail(name, type))).ShouldStartWith(Unknown);

    [Fact]
    public async Task An_item_that_decides_by_address_asks_nobody()
    {
        FakeDns dns = new FakeDns().Fail("7.2.0.192.in-addr.arpa", DnsRecordType.PTR);
        (await AskAsync("192.0.2.0/24 : *.client.example", dns)).ShouldStartWith(Taken);
        (await AskAsync("198.51.100.0/24", dns)).ShouldStartWith(Denied);
        dns.Asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_for_relayToDomains_or_from_a_user_needs_no_name()
    {
        FakeDns dns = new FakeDns().Fail("7.2.0.192.in-addr.arpa", DnsRecordType.PTR);
        await using TestServer server = await StartAsync("*.client.example", dns);
        await using ScriptedClient client = await ConnectAsync(server);
        (await client.AskAsync("MAIL FROM:<alice@sender.example>")).ShouldStartWith("250");
        (await client.AskAsync("RCPT TO:<bob@ours.example>")).ShouldStartWith(Taken);
        (await client.AskAsync("RCPT TO:<bob@dest.example>")).ShouldStartWith(Unknown);
    }

    [Fact]
    public async Task A_lookup_that_never_ends_is_not_waited_for()
    {
        var clock = new FakeTimeProvider();
        await using TestServer server = await StartAsync("*.client.example", new SilentDns(), clock);
        Task<ScriptedClient> connecting = ConnectAsync(server);
        await clock.AdvanceUntilAsync(connecting, TimeSpan.FromSeconds(1));
        await using ScriptedClient client = await connecting;
        (await client.AskAsync("MAIL FROM:<alice@sender.example>")).ShouldStartWith("250");
        (await client.AskAsync("RCPT TO:<bob@dest.example>")).ShouldStartWith(Unknown);
    }

    [Theory]
    [InlineData("192.0.2.7", "7.2.0.192.in-addr.arpa")]
    [InlineData("2001:db8::567:89ab", "b.a.9.8.7.6.5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa")]
    public void The_reverse_name_is_that_of_the_RFC(string address, string name) => ClientNames.ReverseName(IPAddress.Parse(address)).ShouldBe(name);

    private static async Task<string> AskAsync(string list, IDnsResolver dns)
    {
        await using TestServer server = await StartAsync(list, dns);
        await using ScriptedClient client = await ConnectAsync(server);
        (await client.AskAsync("MAIL FROM:<alice@sender.example>")).ShouldStartWith("250");
        return await client.AskAsync("RCPT TO:<bob@dest.example>");
    }

    [Fact]
    public async Task A_client_that_may_be_a_proxy_is_put_off_while_it_cannot_be_looked_up()
    {
        var services = new ExpansionServices(TimeProvider.System) { Dns = new FakeDns().Fail("1.0.0.127.in-addr.arpa", DnsRecordType.PTR) };
        await using TestServer server = await TestServer.StartAsync(
            listener: new ListenerSettings { ProxyFrom = ListParser.Hosts("*.proxy.example", services) });
        await using ScriptedClient client = await server.ConnectAsync();
        await client.ExpectAsync("421 4.4.3 *");
    }

    [Fact]
    public async Task Recipients_are_deferred_while_relayToDomains_has_no_answer()
    {
        await using TestServer server = await TestServer.StartAsync(new AcceptSettings
        {
            RelayFromHosts = HostList.None,
            RelayToDomains = new ScriptedDomains()
        });
        await using ScriptedClient client = await server.GreetAsync();
        (await client.AskAsync("MAIL FROM:<alice@sender.example>")).ShouldStartWith("250");
        (await client.AskAsync("RCPT TO:<bob@dest.example>")).ShouldStartWith(Unknown);
    }

    [Fact]
    public async Task A_recipient_waits_for_the_answer_of_relayToDomains_and_other_sessions_do_not()
    {
        TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource<Membership> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ScriptedDomains domains = new() { Look = (domain, _) => domain.Value == "slow.example" ? Slow() : new(Membership.Listed("*")) };
        await using TestServer server = await TestServer.StartAsync(new AcceptSettings { RelayFromHosts = HostList.None, RelayToDomains = domains });
        await using ScriptedClient client = await server.GreetAsync();
        await using ScriptedClient other = await server.GreetAsync();
        await client.AskAsync("MAIL FROM:<alice@sender.example>");
        await client.SendAsync("RCPT TO:<bob@slow.example>\r\n");
        await asked.Task;

        (await other.AskAsync("MAIL FROM:<alice@sender.example>")).ShouldStartWith("250");
        (await other.AskAsync("RCPT TO:<bob@dest.example>")).ShouldStartWith(Taken);
        answer.SetResult(Membership.NotKnown("the lookup is silent"));
        (await client.ReadReplyAsync()).ShouldStartWith(Unknown);

        ValueTask<Membership> Slow()
        {
            asked.SetResult();
            return new(answer.Task);
        }
    }

    private static Task<TestServer> StartAsync(string list, IDnsResolver dns, TimeProvider? clock = null) => TestServer.StartAsync(
        new AcceptSettings
        {
            RelayFromHosts = ListParser.Hosts(list, new ExpansionServices(clock ?? TimeProvider.System) { Dns = dns }),
            RelayToDomains = ListParser.Domains("ours.example"),
        },
        new ListenerSettings { ProxyFrom = ListParser.Hosts("127.0.0.1") },
        clock: clock);

    private static async Task<ScriptedClient> ConnectAsync(TestServer server)
    {
        ScriptedClient client = await server.ConnectAsync();
        await client.SendAsync($"PROXY TCP4 {Client} 198.51.100.1 40000 25\r\n");
        await client.ExpectAsync("220 *");
        (await client.AskAsync("EHLO client.example")).ShouldStartWith("250");
        return client;
    }

    private sealed class SilentDns : IDnsResolver
    {
        public async ValueTask<DnsAnswer> ResolveAsync(string name, DnsRecordType type, CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            throw new InvalidOperationException("the wait has an end only by its token");
        }
    }
}
