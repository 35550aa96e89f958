using System.Net;
using Microsoft.Extensions.Time.Testing;
using Relay.Core.Delivery;
using Relay.Core.Settings;
using Relay.Sdk.Events;
using Relay.Sdk.Testing.Hosts;

namespace Relay.Core.Tests.Delivery;

public sealed class ConnectTests
{
    [Theory]
    [InlineData("421 4.3.2 too busy")]
    [InlineData("450 greylisted")]
    [InlineData("554 5.7.1 go away")]
    [InlineData("250 not a greeting")]
    public async Task A_host_that_does_not_welcome_is_left_for_the_next_one(string greeting)
    {
        await using var bad = ScriptedHost.Start(new HostManners { Greeting = greeting });
        await using var good = ScriptedHost.Start(new HostManners());
        ConnectOutcome outcome = await new Outbound().TryConnectAsync(Outbound.HostAt(bad, "mx1.test"), Outbound.HostAt(good, "mx2.test"));
        await using IOutboundSession session = outcome.ShouldBeOfType<ConnectOutcome.Connected>().Session;
        session.Host.Name.ShouldBe("mx2.test");
        session.Host.Destination.ShouldBe("dest.test");
        session.Host.Transport.ShouldBe("remote");
    }

    [Fact]
    public async Task A_5xx_greeting_of_every_host_is_no_last_word()
    {
        await using var bad = ScriptedHost.Start(new HostManners { Greeting = "554 5.7.1 go away" });
        ConnectOutcome.Unreachable outcome = (await new Outbound()
            .TryConnectAsync(Outbound.HostAt(bad))).ShouldBeOfType<ConnectOutcome.Unreachable>();
        outcome.Reply.IsTransient.ShouldBeTrue();
        outcome.Reply.ToString().ShouldBe("451 4.7.1 mx.test [127.0.0.1] at greeting: 554 5.7.1 go away");
        outcome.Host.ShouldNotBeNull().EndPoint.ShouldBe(bad.EndPoint);
    }

    [Fact]
    public async Task A_refused_connection_leads_to_the_next_address_of_the_host()
    {
        await using var peer = ScriptedHost.Start(new HostManners());
        ConnectOutcome outcome = await new Outbound().TryConnectAsync(Outbound.HostAt(peer, "mx.test", IPAddress.Parse("127.1.2.3")));
        await using IOutboundSession session = outcome.ShouldBeOfType<ConnectOutcome.Connected>().Session;
        session.Host.EndPoint.ShouldBe(peer.EndPoint);
    }

    [Fact]
    public async Task A_host_that_nobody_answers_at_is_unreachable_for_now()
    {
        ScriptedHost gone = ScriptedHost.Start(new HostManners());
        await gone.DisposeAsync();
        ConnectOutcome outcome = await new Outbound().TryConnectAsync(Outbound.HostAt(gone));
        outcome.ShouldBeOfType<ConnectOutcome.Unreachable>().Reply.ToString().ShouldStartWith("451 4.4.1 mx.test [127.0.0.1]: ");
    }

    [Fact]
    public async Task A_silent_address_does_not_hold_up_the_next_one()
    {
        using var silent = new SilentAddress(IPAddress.Parse("127.8.8.8"));
        await using var peer = ScriptedHost.StartOn(IPAddress.Loopback, silent.Port, new HostManners());
        var outbound = new Outbound { Settings = new TransportSettings { Tls = TransportTls.Off, ConnectTimeout = TimeSpan.FromMinutes(10) } };
        ConnectOutcome outcome = await outbound.TryConnectAsync(Outbound.HostAt(peer, "mx.test", silent.Address));
        await using IOutboundSession session = outcome.ShouldBeOfType<ConnectOutcome.Connected>().Session;
        session.Host.EndPoint.Address.ShouldBe(IPAddress.Loopback);
    }

    [Fact]
    public async Task A_silent_greeting_is_given_up_at_its_deadline()
    {
        var time = new FakeTimeProvider();
        var accepted = new TaskCompletionSource();
        await using var peer = ScriptedHost.Start(client =>
        {
            accepted.SetResult();
            return client.StallAsync();
        });

        // The peer knows of the connection before the client does: the steps are small beside the time for connecting, which must not pass meanwhile.
        var settings = new TransportSettings
        {
            Tls = TransportTls.Off,
            ConnectTimeout = TimeSpan.FromDays(40),
            GreetingTimeout = TimeSpan.FromSeconds(1)
        };
        Task<ConnectOutcome> connecting = new Outbound { Time = time, Settings = settings }.TryConnectAsync(Outbound.HostAt(peer)).AsTask();
        await accepted.Task;
        await Eventually.Advance(time, TimeSpan.FromSeconds(1), () => connecting.IsCompleted);
        (await connecting).ShouldBeOfType<ConnectOutcome.Unreachable>().Reply.ToString().ShouldContain("did not answer in time");
    }

    [Fact]
    public async Task A_host_that_does_not_know_EHLO_is_asked_with_HELO()
    {
        await using var peer = ScriptedHost.Start(new HostManners
        {
            Answer = command => command.StartsWith("EHLO", StringComparison.Ordinal)
                ? "502 what" : null
        });
        await using IOutboundSession session = await new Outbound().ConnectAsync(peer);
        (await session.SendAsync(Outbound.Message(), default)).Recipients[0].ShouldBeOfType<RecipientOutcome.Delivered>();
        peer.Conversations[0].Heard.ShouldBe(["EHLO relay.test", "HELO relay.test", "MAIL FROM:<alice@sender.test>", "RCPT TO:<bob@dest.test>",
            "DATA"]);
    }

    [Theory]
    [InlineData("421 busy")]
    [InlineData("451 later")]
    public async Task A_4xx_to_EHLO_is_no_reason_for_HELO(string reply)
    {
        await using var peer = ScriptedHost.Start(new HostManners
        {
            Answer = command => command.StartsWith("EHLO", StringComparison.Ordinal) ? reply
                : null
        });
        (await new Outbound().TryConnectAsync(Outbound.HostAt(peer))).ShouldBeOfType<ConnectOutcome.Unreachable>();
        peer.Conversations[0].Heard.ShouldNotContain("HELO relay.test");
    }

    [Fact]
    public async Task The_name_and_the_local_address_of_the_transport_are_used()
    {
        await using var peer = ScriptedHost.Start(new HostManners());
        var outbound = new Outbound { Settings = new TransportSettings { Tls = TransportTls.Off, Helo = "out.relay.test", Interface = "127.0.0.9" } };
        await using IOutboundSession session = await outbound.ConnectAsync(peer);
        peer.Conversations[0].Heard.ShouldBe(["EHLO out.relay.test"]);
        peer.Conversations[0].RemoteEndPoint.Address.ShouldBe(IPAddress.Parse("127.0.0.9"));
    }

    [Fact]
    public async Task A_local_address_of_the_other_family_is_named_as_the_reason()
    {
        await using var peer = ScriptedHost.Start(new HostManners());
        var outbound = new Outbound { Settings = new TransportSettings { Tls = TransportTls.Off, Interface = "::1" } };
        ConnectOutcome outcome = await outbound.TryConnectAsync(Outbound.HostAt(peer));
        outcome.ShouldBeOfType<ConnectOutcome.Unreachable>().Reply.ToString()
            .ShouldBe("451 4.3.5 mx.test has no IPv6 address, and the transport's interface is ::1");
    }

    [Fact]
    public async Task A_literal_host_is_shown_in_brackets()
    {
        await using var peer = ScriptedHost.Start(new HostManners());
        ConnectOutcome outcome = await new Outbound().TryConnectAsync(Outbound.HostAt(peer, "127.0.0.1"));
        await using IOutboundSession session = outcome.ShouldBeOfType<ConnectOutcome.Connected>().Session;
        session.Host.Name.ShouldBe("[127.0.0.1]");
    }

    [Fact]
    public async Task Cancelling_gives_up_at_once()
    {
        var accepted = new TaskCompletionSource();
        await using var peer = ScriptedHost.Start(client =>
        {
            accepted.SetResult();
            return client.StallAsync();
        });
        using var cancelling = new CancellationTokenSource();
        var outbound = new Outbound();
        Task<ConnectOutcome> connecting = outbound.Transport.ConnectAsync(outbound.Route(Outbound.HostAt(peer)), new ConnectionPurpose("attempt-1"),
            cancelling.Token).AsTask();
        await accepted.Task;
        await cancelling.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(connecting);
    }

    [Fact]
    public async Task A_handler_can_leave_an_address_out_before_anything_is_connected()
    {
        await using var peer = ScriptedHost.Start(new HostManners());
        FakeHandlers handlers = new FakeHandlers().On<ConnectingToHost>(moment =>
            moment.Host.Name == "mx1.test" ? HostVerdict.SkipHost("not this one") : HostVerdict.Continue);
        var outbound = new Outbound { Handlers = handlers };
        ConnectOutcome outcome = await outbound.TryConnectAsync(Outbound.HostAt(peer, "mx1.test"), Outbound.HostAt(peer, "mx2.test"));
        await using IOutboundSession session = outcome.ShouldBeOfType<ConnectOutcome.Connected>().Session;
        session.Host.Name.ShouldBe("mx2.test");
        peer.Conversations.Count.ShouldBe(1);

        ConnectOutcome none = await outbound.TryConnectAsync(Outbound.HostAt(peer, "mx1.test"));
        none.ShouldBeOfType<ConnectOutcome.Unreachable>().Reply.Text.ShouldBe("mx1.test [127.0.0.1] was left out: not this one");
    }

    [Fact]
    public async Task A_handler_sees_the_whole_greeting_before_EHLO_and_can_leave_the_host()
    {
        await using var peer = ScriptedHost.Start(new HostManners { Greeting = "220-peer.test ESMTP\n220 no spam" });
        FakeHandlers handlers = new FakeHandlers().On<HostGreeted>(_ => HostVerdict.SkipHost("handler failed"));
        ConnectOutcome outcome = await new Outbound { Handlers = handlers }.TryConnectAsync(Outbound.HostAt(peer));
        outcome.ShouldBeOfType<ConnectOutcome.Unreachable>();
        handlers.Moments.ShouldHaveSingleItem().ShouldBeOfType<HostGreeted>().Greeting.ShouldBe("peer.test ESMTP\nno spam");
        peer.Conversations[0].Heard.ShouldBeEmpty();
    }
}
