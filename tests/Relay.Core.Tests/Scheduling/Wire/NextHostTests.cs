using Relay.Core.Expansion;
using Relay.Core.Settings;
using Relay.Sdk.Lists;
using Relay.Sdk.Spool;
using Relay.Sdk.Testing.Hosts;

namespace Relay.Core.Tests.Scheduling.Wire;

/// <summary>Which hosts of a route hear of a message in one attempt, when those that answer do not take it (RFC 5321 §5.1). The clock stands still
/// throughout.</summary>
public sealed class NextHostTests
{
    [Theory]
    [InlineData("MAIL", "452 4.3.1 no space")]
    [InlineData("MAIL", "421 4.3.2 going down")]
    [InlineData("MAIL", "close")]
    [InlineData("MAIL", "reset")]
    [InlineData("RCPT", "421 4.3.2 going down")]
    [InlineData("DATA", "421 4.3.2 going down")]
    [InlineData("DATA", "close")]
    [InlineData(".", "421 4.3.2 going down, and I have not got it")]
    public async Task When_a_host_takes_no_mail_the_next_one_gets_it_in_the_same_attempt(string stage, string what)
    {
        await using ScriptedHost first = ScriptedHost.Start(Declining(stage, what));
        await using ScriptedHost second = ScriptedHost.Start(new HostManners());
        await using WireRig rig = await StartAsync(new TransportSettings(), first, second);
        await rig.AcceptAsync("b@dest.example");
        await rig.QuietAsync();
        second.Messages.ShouldHaveSingleItem();
        first.Conversations.ShouldHaveSingleItem();
        (await rig.QueueAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_host_that_says_more_than_it_was_asked_at_once_is_left_for_the_next()
    {
        await using ScriptedHost first = ScriptedHost.Start(new HostManners
        {
            Instead = static async (client, command) =>
            {
                if (!command.StartsWith("EHLO", StringComparison.Ordinal))
                    return false;
                await client.SayOctetsAsync("250 peer.test\r\n421 4.3.2 too busy\r\n"u8.ToArray());
                return true;
            },
        });
        await using ScriptedHost second = ScriptedHost.Start(new HostManners());
        await using WireRig rig = await StartAsync(new TransportSettings(), first, second);
        await rig.AcceptAsync("b@dest.example");
        await rig.QuietAsync();
        second.Messages.ShouldHaveSingleItem();
        first.Messages.ShouldBeEmpty();
        (await rig.QueueAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Mail_that_a_host_may_have_goes_to_no_other()
    {
        await using ScriptedHost first = ScriptedHost.Start(Declining(".", "close"));
        await using ScriptedHost second = ScriptedHost.Start(new HostManners());
        await using WireRig rig = await StartAsync(new TransportSettings(), first, second);
        await rig.AcceptAsync("b@dest.example");
        await rig.QuietAsync();
        second.Conversations.ShouldBeEmpty();
        (await rig.QueueAsync()).ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("RCPT")]
    [InlineData("DATA")]
    [InlineData(".")]
    public async Task What_a_host_says_of_a_recipient_or_of_the_content_is_not_asked_of_another(string stage)
    {
        await using ScriptedHost first = ScriptedHost.Start(Declining(stage, "451 4.7.1 come back in five minutes"));
        await using ScriptedHost second = ScriptedHost.Start(new HostManners());
        await using WireRig rig = await StartAsync(new TransportSettings(), first, second);
        await rig.AcceptAsync("b@dest.example");
        await rig.QuietAsync();
        second.Conversations.ShouldBeEmpty();
        (await rig.QueueAsync()).ShouldHaveSingleItem().Recipients[0].LastReply!.ToString().ShouldBe("451 4.7.1 come back in five minutes");
    }

    [Fact]
    public async Task Each_host_is_asked_once_in_an_attempt_and_five_are_enough()
    {
        var hosts = new List<ScriptedHost>();
        try
        {
            for (int i = 0; i < 6; i++)
                hosts.Add(ScriptedHost.Start(Declining("MAIL", $"452 4.3.1 no space on {i}")));
            await using WireRig rig = await StartAsync(new TransportSettings { MaxRecipients = 1 }, [.. hosts]);
            await rig.AcceptAsync(["b@dest.example", "c@dest.example"]);
            await rig.QuietAsync();
            hosts.Select(static host => host.Conversations.Count).ShouldBe([1, 1, 1, 1, 1, 0]);
            QueueEntry entry = (await rig.QueueAsync()).ShouldHaveSingleItem();
            entry.Attempts.ShouldBe(1);
            entry.Recipients.ShouldAllBe(static recipient => recipient.LastReply!.ToString()
                .StartsWith("452 4.3.1 no space on", StringComparison.Ordinal));
        }
        finally
        {
            foreach (ScriptedHost host in hosts)
                await host.DisposeAsync();
        }
    }

    [Fact]
    public async Task The_only_host_is_asked_once_and_its_reply_counts()
    {
        await using ScriptedHost host = ScriptedHost.Start(Declining("MAIL", "452 4.3.1 no space"));
        await using WireRig rig = await StartAsync(new TransportSettings(), host);
        await rig.AcceptAsync("b@dest.example");
        await rig.QuietAsync();
        host.Conversations.ShouldHaveSingleItem().Heard[^1].ShouldBe("QUIT");
        (await rig.QueueAsync()).ShouldHaveSingleItem().Recipients[0].LastReply!.ToString().ShouldBe("452 4.3.1 no space");
    }

    [Fact]
    public async Task Recipients_that_were_refused_or_taken_stay_so_when_the_rest_goes_to_the_next_host()
    {
        await using ScriptedHost first = ScriptedHost.Start(new HostManners
        {
            Answer = static command => command switch
            {
                "RCPT TO:<bad@dest.example>" => "550 5.1.1 unknown",
                "RCPT TO:<last@dest.example>" => "421 4.3.2 going down",
                _ => null,
            },
        });
        await using ScriptedHost second = ScriptedHost.Start(new HostManners());
        await using WireRig rig = await StartAsync(new TransportSettings { MaxRecipients = 2 }, first, second);
        await rig.AcceptAsync(["good@dest.example", "bad@dest.example", "more@dest.example", "last@dest.example", "end@dest.example"]);
        await rig.QuietAsync();
        first.Messages.ShouldHaveSingleItem().Recipients.ShouldBe(["RCPT TO:<good@dest.example>"]);
        second.Messages.SelectMany(static message => message.Recipients).Order().ShouldBe(
            ["RCPT TO:<end@dest.example>", "RCPT TO:<last@dest.example>", "RCPT TO:<more@dest.example>"]);
    }

    [Fact]
    public async Task A_host_that_ends_each_connection_after_some_messages_gets_the_rest_on_fresh_ones_at_once()
    {
        var counts = new System.Collections.Concurrent.ConcurrentDictionary<HostConversation, int>();
        await using ScriptedHost host = ScriptedHost.Start(new HostManners
        {
            Instead = async (client, command) =>
            {
                if (!command.StartsWith("MAIL", StringComparison.Ordinal) || counts.AddOrUpdate(client, 1, static (_, n) => n + 1) <= 3)
                    return false;
                await client.SayAsync("421 4.7.0 too many messages in this connection");
                client.Close();
                return true;
            },
        });
        await using WireRig rig = await StartAsync(new TransportSettings { MaxConnections = 1 }, host);
        for (int i = 0; i < 10; i++)
            await rig.AcceptAsync("b@dest.example");
        await rig.QuietAsync();
        host.Messages.Count.ShouldBe(10);
        (await rig.QueueAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("452 Too many recipients")]
    [InlineData("452 4.5.3 Too many recipients")]
    [InlineData("552 Too many recipients")]
    public async Task Recipients_past_what_a_host_takes_follow_at_once_also_on_other_connections(string tooMany)
    {
        var counts = new System.Collections.Concurrent.ConcurrentDictionary<HostConversation, int>();
        await using ScriptedHost host = ScriptedHost.Start(new HostManners
        {
            Capabilities = ["PIPELINING", "LIMITS MAILMAX=1"],
            Instead = async (client, command) =>
            {
                if (!command.StartsWith("RCPT", StringComparison.Ordinal) || counts.AddOrUpdate(client, 1, static (_, n) => n + 1) <= 10)
                    return false;
                await client.SayAsync(tooMany);
                return true;
            },
        });
        await using WireRig rig = await StartAsync(new TransportSettings(), host);
        await rig.AcceptAsync([.. Enumerable.Range(0, 25).Select(static i => $"b{i}@dest.example")]);
        await rig.QuietAsync();
        host.Messages.Select(static message => message.Recipients.Count).ShouldBe([10, 10, 5]);
        host.Conversations.Take(2).Select(static conversation => conversation.Heard[^1]).ShouldBe(["QUIT", "QUIT"]);
        (await rig.QueueAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_host_of_one_domain_for_each_connection_gets_them_all_at_once_on_several()
    {
        await using ScriptedHost host = ScriptedHost.Start(new HostManners
        {
            Capabilities = ["PIPELINING", "LIMITS RCPTDOMAINMAX=1"],
            Answer = static command => command.StartsWith("RCPT TO:<bad@", StringComparison.Ordinal) ? "550 5.1.1 unknown" : null,
        });
        await using WireRig rig = await StartAsync(new TransportSettings(), host);
        await rig.AcceptAsync(["bad@a.dest.example", "good@b.dest.example", "good@c.dest.example"]);
        await rig.QuietAsync();
        host.Messages.SelectMany(static message => message.Recipients).ShouldContain("RCPT TO:<good@b.dest.example>");
        host.Messages.SelectMany(static message => message.Recipients).ShouldContain("RCPT TO:<good@c.dest.example>");
    }

    [Fact]
    public async Task A_host_that_defers_every_recipient_is_not_held_for_broken_because_it_takes_one_message_for_each_connection()
    {
        await using ScriptedHost host = ScriptedHost.Start(new HostManners
        {
            Capabilities = ["PIPELINING", "LIMITS MAILMAX=1"],
            Answer = static command => command.StartsWith("RCPT TO:<grey", StringComparison.Ordinal) ? "450 4.7.1 greylisted" : null,
        });
        await using WireRig rig = await StartAsync(new TransportSettings(), host);
        for (int i = 0; i < 20; i++)
            await rig.AcceptAsync($"grey{i}@dest.example");
        await rig.AcceptAsync("known@dest.example");
        await rig.QuietAsync();
        host.Messages.ShouldHaveSingleItem().Recipients.ShouldBe(["RCPT TO:<known@dest.example>"]);
        (await rig.QueueAsync()).ShouldAllBe(static entry => entry.Attempts == 1);
    }

    private static HostManners Declining(string stage, string what) => new()
    {
        Instead = async (client, command) =>
        {
            if (command.Split(' ', ':')[0] != stage)
                return false;
            if (what == "reset")
                client.Reset();
            else if (what == "close")
                client.Close();
            else
                await client.SayAsync(what);
            return true;
        },
    };

    private static Task<WireRig> StartAsync(TransportSettings transport, params ScriptedHost[] hosts) => WireRig.StartAsync(new RelaySettings
    {
        Routes =
        [
            new RouteSettings { Domains = ListParser.Domains("dest.example : *.dest.example"),
                Via = string.Join(", ", hosts.Select(static host => $"mx.example:{host.EndPoint.Port}")) },
            new RouteSettings { Domains = DomainList.Any, Via = "mx" },
        ],
        Transports = new Dictionary<string, TransportSettings> { ["remote"] = transport with { LocalExchangers = true } },
    });
}
