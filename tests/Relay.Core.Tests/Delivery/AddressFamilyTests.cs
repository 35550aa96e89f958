using System.Net;
using System.Net.Sockets;
using Relay.Core.Delivery;
using Relay.Core.Delivery.Connections;
using Relay.Core.Routing;
using Relay.Core.Settings;
using Relay.Sdk.Testing.Hosts;
using Relay.Sdk.Testing.Tls;

namespace Relay.Core.Tests.Delivery;

/// <summary>IPv6 and both families within one attempt, over real sockets on ::1 and 127.0.0.1.</summary>
public sealed class AddressFamilyTests
{
    private static readonly IPAddress[] Families = [IPAddress.IPv6Loopback, IPAddress.Loopback];

    public static TheoryData<string, string> BothWays => new() { { "::1", "127.0.0.1" }, { "127.0.0.1", "::1" } };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Mail_goes_over_IPv6(bool tls)
    {
        await using var peer = ScriptedHost.StartOn(
            IPAddress.IPv6Loopback, 0, new HostManners { Certificate = tls ? TestCertificates.SelfSigned : null });
        var outbound = new Outbound { Settings = new TransportSettings() };
        await using IOutboundSession session = await outbound.ConnectAsync(peer);
        (await session.SendAsync(Outbound.Message(), default)).Recipients[0].ShouldBeOfType<RecipientOutcome.Delivered>();
        session.Host.EndPoint.ShouldBe(peer.EndPoint);
        session.Host.EndPoint.AddressFamily.ShouldBe(AddressFamily.InterNetworkV6);
        (session.Tls is not null).ShouldBe(tls);
        peer.Messages.ShouldHaveSingleItem().Text.ShouldBe(Outbound.Simple);
    }

    [Fact]
    public async Task A_failure_over_IPv6_names_the_address()
    {
        await using var peer = ScriptedHost.StartOn(IPAddress.IPv6Loopback, 0, new HostManners { Greeting = "554 5.7.1 go away" });
        ConnectOutcome outcome = await new Outbound().TryConnectAsync(Outbound.HostAt(peer));
        outcome.ShouldBeOfType<ConnectOutcome.Unreachable>().Reply.ToString().ShouldBe("451 4.7.1 mx.test [::1] at greeting: 554 5.7.1 go away");
    }

    [Theory]
    [MemberData(nameof(BothWays))]
    public async Task When_nobody_listens_in_one_family_the_other_one_is_used_in_the_same_attempt(string deadAddress, string goodAddress)
    {
        IPAddress dead = IPAddress.Parse(deadAddress), good = IPAddress.Parse(goodAddress);
        using var bound = new Socket(dead.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await using ScriptedHost peer = StartBeside(bound, dead, good);
        ConnectOutcome outcome = await new Outbound().TryConnectAsync(Outbound.HostAt(peer, "mx.test", dead));
        await using IOutboundSession session = outcome.ShouldBeOfType<ConnectOutcome.Connected>().Session;
        session.Host.EndPoint.ShouldBe(peer.EndPoint);
        (await session.SendAsync(Outbound.Message(), default)).Recipients[0].ShouldBeOfType<RecipientOutcome.Delivered>();
    }

    [Theory]
    [MemberData(nameof(BothWays))]
    public async Task When_one_family_is_silent_the_other_one_is_used_in_the_same_attempt(string silentAddress, string goodAddress)
    {
        using var silent = new SilentAddress(IPAddress.Parse(silentAddress));
        await using var peer = ScriptedHost.StartOn(IPAddress.Parse(goodAddress), silent.Port, new HostManners());
        var outbound = new Outbound { Settings = new TransportSettings { Tls = TransportTls.Off, ConnectTimeout = TimeSpan.FromMinutes(10) } };
        ConnectOutcome outcome = await outbound.TryConnectAsync(Outbound.HostAt(peer, "mx.test", silent.Address));
        await using IOutboundSession session = outcome.ShouldBeOfType<ConnectOutcome.Connected>().Session;
        session.Host.EndPoint.ShouldBe(peer.EndPoint);
    }

    [Theory]
    [MemberData(nameof(BothWays))]
    public async Task When_the_system_does_not_have_one_family_the_other_one_is_used_in_the_same_attempt(string missingAddress, string goodAddress)
    {
        IPAddress missing = IPAddress.Parse(missingAddress), good = IPAddress.Parse(goodAddress);
        await using var peer = ScriptedHost.StartOn(good, 0, new HostManners());
        var race = new AddressRace(TimeProvider.System, TimeSpan.FromMinutes(10), localAddress: null, peer.EndPoint.Port, static (_, _) => new(true),
            static _ => { })
        {
            OpenSocket = family => family == good.AddressFamily
                ? new Socket(family, SocketType.Stream, ProtocolType.Tcp)
                : throw new SocketException((int)SocketError.AddressFamilyNotSupported),
        };

        (await race.RunAsync([missing], default)).ShouldBeNull();
        (race.LastAddress, race.LastFailure.Length > 0).ShouldBe((missing, true));
        (Socket Socket, IPAddress Address)? won = await race.RunAsync([missing, good], default);
        won.ShouldNotBeNull().Address.ShouldBe(good);
        won.Value.Socket.Dispose();
    }

    [Theory]
    [MemberData(nameof(BothWays))]
    public async Task A_host_that_does_not_welcome_over_one_family_is_asked_over_the_other(string firstAddress, string secondAddress)
    {
        await using var first = ScriptedHost.StartOn(IPAddress.Parse(firstAddress), 0, new HostManners { Greeting = "421 4.3.2 not over this one" });
        await using var second = ScriptedHost.StartOn(IPAddress.Parse(secondAddress), first.EndPoint.Port, new HostManners());
        ConnectOutcome outcome = await new Outbound().TryConnectAsync(Outbound.HostAt(second, "mx.test", first.EndPoint.Address));
        await using IOutboundSession session = outcome.ShouldBeOfType<ConnectOutcome.Connected>().Session;
        session.Host.EndPoint.ShouldBe(second.EndPoint);
        first.Conversations.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("::1")]
    [InlineData("127.0.0.1")]
    public async Task With_a_local_address_only_its_family_is_used(string local)
    {
        await using var peer = ScriptedHost.StartOn(IPAddress.Parse(local), 0, new HostManners());
        var outbound = new Outbound { Settings = new TransportSettings { Tls = TransportTls.Off, Interface = local } };
        var host = new RouteHost { Name = "mx.test", Port = peer.EndPoint.Port, Addresses = Families };
        await using IOutboundSession session = (await outbound.TryConnectAsync(host)).ShouldBeOfType<ConnectOutcome.Connected>().Session;
        peer.Conversations.ShouldHaveSingleItem().RemoteEndPoint.Address.ShouldBe(IPAddress.Parse(local));
    }

    // A socket that is bound and does not listen: connecting is refused, and nobody else can take the port meanwhile.
    private static ScriptedHost StartBeside(Socket bound, IPAddress dead, IPAddress good)
    {
        bound.Bind(new IPEndPoint(dead, 0));
        return ScriptedHost.StartOn(good, ((IPEndPoint)bound.LocalEndPoint!).Port, new HostManners());
    }
}
