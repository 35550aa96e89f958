using Relay.Core.Delivery;
using Relay.Core.Expansion;
using Relay.Core.Settings;
using Relay.Sdk.Testing.Hosts;
using Relay.Sdk.Testing.Tls;

namespace Relay.Core.Tests.Delivery;

public sealed class StartTlsTests
{
    private static readonly HostManners WithTls = new() { Certificate = TestCertificates.SelfSigned };

    [Fact]
    public async Task Mail_goes_in_tls_where_the_host_offers_it()
    {
        await using var peer = ScriptedHost.Start(WithTls);
        await using IOutboundSession session = await Opportunistic().ConnectAsync(peer);

        (await session.SendAsync(Outbound.Message(), default)).Recipients[0].ShouldBeOfType<RecipientOutcome.Delivered>();

        session.Tls.ShouldNotBeNull();
        session.Tls.Version.ShouldBe("TLSv1.3");
        session.Tls.CipherSuite.ShouldStartWith("TLS_");
        session.Tls.Verified.ShouldBe("no");
        session.Tls.PeerSubject.ShouldBe("CN=mx.test,O=Test");
        session.Tls.ServerName.ShouldBe("mx.test");
        peer.Conversations[0].ServerName.ShouldBe("mx.test");
        peer.Conversations[0].Heard.Take(3).ShouldBe(["EHLO relay.test", "STARTTLS", "EHLO relay.test"]);
    }

    [Theory]
    [InlineData("mx.test", "mx.test")]
    [InlineData("MX.Test.", "mx.test")]
    [InlineData("müller.test", "xn--mller-kva.test")]
    [InlineData("127.0.0.1", null)]
    public async Task The_server_name_is_in_canonical_form(string host, string? serverName)
    {
        await using var peer = ScriptedHost.Start(WithTls);
        ConnectOutcome outcome = await Opportunistic().TryConnectAsync(Outbound.HostAt(peer, host));
        await using IOutboundSession session = outcome.ShouldBeOfType<ConnectOutcome.Connected>().Session;
        session.Tls.ShouldNotBeNull().ServerName.ShouldBe(serverName);
    }

    [Fact]
    public async Task Off_means_clear_text_although_the_host_offers_tls()
    {
        await using var peer = ScriptedHost.Start(WithTls);
        await using IOutboundSession session = await new Outbound().ConnectAsync(peer);
        session.Tls.ShouldBeNull();
    }

    [Fact]
    public async Task Implicit_tls_comes_before_the_greeting()
    {
        await using var peer = ScriptedHost.Start(WithTls with { ImplicitTls = true });
        await using IOutboundSession session = await With(TransportTls.Implicit).ConnectAsync(peer);
        (await session.SendAsync(Outbound.Message(), default)).Recipients[0].ShouldBeOfType<RecipientOutcome.Delivered>();
        session.Tls.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("454 4.7.0 not now")]
    [InlineData("502 5.5.1 not at all")]
    public async Task A_refused_STARTTLS_leads_to_clear_text_where_nobody_insists(string reply)
    {
        await using var peer = ScriptedHost.Start(WithTls with { Answer = command => command == "STARTTLS" ? reply : null });
        await using IOutboundSession session = await Opportunistic().ConnectAsync(peer);
        session.Tls.ShouldBeNull();
        peer.Conversations.Count.ShouldBe(2);
        (await session.SendAsync(Outbound.Message(), default)).Recipients[0].ShouldBeOfType<RecipientOutcome.Delivered>();
    }

    public static TheoryData<string> BrokenHandshakes => ["garbage", "close", "reset", "hang up", "plaintext"];

    [Theory]
    [MemberData(nameof(BrokenHandshakes))]
    public async Task A_broken_handshake_leads_to_clear_text_where_nobody_insists(string how)
    {
        await using var peer = ScriptedHost.Start(Breaking(how));
        await using IOutboundSession session = await Opportunistic().ConnectAsync(peer);
        session.Tls.ShouldBeNull();
        (await session.SendAsync(Outbound.Message(), default)).Recipients[0].ShouldBeOfType<RecipientOutcome.Delivered>();
    }

    [Theory]
    [MemberData(nameof(BrokenHandshakes))]
    public async Task A_broken_handshake_never_leads_to_clear_text_where_tls_is_required(string how)
    {
        await using var peer = ScriptedHost.Start(Breaking(how));
        ConnectOutcome outcome = await With(TransportTls.Required).TryConnectAsync(Outbound.HostAt(peer));
        outcome.ShouldBeOfType<ConnectOutcome.Unreachable>().Reply.Status.ToString().ShouldBe("4.7.5");
        peer.Conversations.Count.ShouldBe(1);
        peer.Messages.ShouldBeEmpty();
    }

    [Fact]
    public async Task Broken_tls_is_remembered_for_an_hour_and_then_tried_again()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        Outbound outbound = With(TransportTls.Opportunistic, time);
        await using var peer = ScriptedHost.Start(Breaking("garbage"));

        await (await outbound.ConnectAsync(peer)).DisposeAsync();
        await (await outbound.ConnectAsync(peer)).DisposeAsync();
        peer.Conversations.Count(it => it.Heard.Contains("STARTTLS")).ShouldBe(1);

        time.Advance(TimeSpan.FromHours(1));
        await (await outbound.ConnectAsync(peer)).DisposeAsync();
        peer.Conversations.Count(it => it.Heard.Contains("STARTTLS")).ShouldBe(2);
    }

    [Theory]
    [InlineData("127.0.0.0/8")]
    [InlineData("mx.test")]
    [InlineData("*")]
    public async Task Listed_hosts_get_nothing_without_tls(string list)
    {
        await using var peer = ScriptedHost.Start(new HostManners());
        var outbound = new Outbound { Settings = new TransportSettings { HostsRequireTls = ListParser.Hosts(list) } };
        ConnectOutcome outcome = await outbound.TryConnectAsync(Outbound.HostAt(peer));
        outcome.ShouldBeOfType<ConnectOutcome.Unreachable>().Reply.Status.ToString().ShouldBe("4.7.4");
    }

    [Theory]
    [InlineData("mx.partner.test : 127.0.0.1")]
    [InlineData("*.partner.test : *")]
    [InlineData("!mx.partner.test : 127.0.0.0/8")]
    public async Task A_listed_host_that_a_route_gives_by_its_address_gets_nothing_without_tls_either(string list)
    {
        await using var peer = ScriptedHost.Start(new HostManners());
        var outbound = new Outbound { Settings = new TransportSettings { HostsRequireTls = ListParser.Hosts(list) } };
        ConnectOutcome outcome = await outbound.TryConnectAsync(Outbound.HostAt(peer, "127.0.0.1"));
        outcome.ShouldBeOfType<ConnectOutcome.Unreachable>().Reply.Status.ToString().ShouldBe("4.7.4");
    }

    [Fact]
    public async Task Replies_put_behind_the_220_of_STARTTLS_are_not_taken_for_replies_under_tls()
    {
        await using var peer = ScriptedHost.Start(WithTls with
        {
            Instead = async (client, command) =>
            {
                if (command != "STARTTLS")
                    return false;
                await client.SayOctetsAsync("220 go\r\n250-injected.test\r\n250 AUTH PLAIN\r\n"u8.ToArray());
                await client.StallAsync();
                return true;
            },
        });
        ConnectOutcome outcome = await With(TransportTls.Required).TryConnectAsync(Outbound.HostAt(peer));
        outcome.ShouldBeOfType<ConnectOutcome.Unreachable>().Reply.Text.ShouldContain("clear text");
    }

    [Fact]
    public async Task What_was_offered_in_clear_text_counts_no_more_under_tls()
    {
        await using var peer = ScriptedHost.Start(WithTls with
        {
            Capabilities = [],
            Instead = async (client, command) =>
            {
                if (client.IsTls || !command.StartsWith("EHLO", StringComparison.Ordinal))
                    return false;
                await client.SayAsync("250-peer.test", "250-SIZE 5", "250-PIPELINING", "250-CHUNKING", "250-LIMITS RCPTMAX=1", "250 STARTTLS");
                return true;
            },
        });
        await using IOutboundSession session = await Opportunistic().ConnectAsync(peer);
        (await session.SendAsync(Outbound.Message(), default)).Recipients[0].ShouldBeOfType<RecipientOutcome.Delivered>();
        session.MaxRecipients.ShouldBe(100);
        peer.Conversations[0].Heard.Skip(3).ShouldBe(["MAIL FROM:<alice@sender.test>", "RCPT TO:<bob@dest.test>", "DATA"]);
    }

    [Fact]
    public async Task A_host_that_breaks_at_the_first_command_under_tls_has_broken_tls()
    {
        await using var peer = ScriptedHost.Start(WithTls with
        {
            Instead = (client, command) =>
            {
                if (client.IsTls)
                    client.Reset();
                return Task.FromResult(client.IsTls);
            },
        });
        await using IOutboundSession session = await Opportunistic().ConnectAsync(peer);
        session.Tls.ShouldBeNull();
    }

    [Fact]
    public async Task A_silent_handshake_is_given_up_at_its_deadline()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var heard = new TaskCompletionSource();
        await using var peer = ScriptedHost.Start(WithTls with
        {
            Instead = async (client, command) =>
            {
                if (command != "STARTTLS")
                    return false;
                await client.SayAsync("220 go");
                await client.HearOctetsAsync(1);
                heard.SetResult();
                await client.StallAsync();
                return true;
            },
        });
        Task<ConnectOutcome> connecting = With(TransportTls.Required, time).TryConnectAsync(Outbound.HostAt(peer)).AsTask();
        await heard.Task;
        time.Advance(TimeSpan.FromSeconds(30));
        (await connecting).ShouldBeOfType<ConnectOutcome.Unreachable>().Reply.Text.ShouldContain("no answer in time");
    }

    private static Outbound Opportunistic() => With(TransportTls.Opportunistic);

    private static Outbound With(TransportTls tls, TimeProvider? time = null) =>
        new() { Settings = new TransportSettings { Tls = tls }, Time = time ?? TimeProvider.System };

    private static HostManners Breaking(string how) => WithTls with
    {
        Instead = async (client, command) =>
        {
            if (command != "STARTTLS")
                return false;
            if (how != "hang up")
                await client.SayAsync("220 go");
            if (how == "garbage")
                await client.SayOctetsAsync(new byte[200]);
            if (how == "plaintext")
            {
                await client.HearOctetsAsync(10);
                await client.SayAsync("250 hello?");
            }

            if (how is "close" or "hang up")
                client.Close();
            else if (how == "reset")
                client.Reset();
            else
                await client.StallAsync();
            return true;
        },
    };
}
