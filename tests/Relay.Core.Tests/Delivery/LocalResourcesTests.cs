using System.Net;
using System.Net.Sockets;
using Relay.Core.Delivery.Connections;

namespace Relay.Core.Tests.Delivery;

/// <summary>What this machine lacks is blamed on no host.</summary>
public sealed class LocalResourcesTests
{
    // EMFILE and ENFILE are TooManyOpenSockets, ENOBUFS is NoBufferSpaceAvailable; "address not available" to an address that can be reached says
    // that no port is free.
    [Theory]
    [InlineData(SocketError.TooManyOpenSockets, "127.0.0.1", true)]
    [InlineData(SocketError.NoBufferSpaceAvailable, "127.0.0.1", true)]
    [InlineData(SocketError.AddressAlreadyInUse, "127.0.0.1", true)]
    [InlineData(SocketError.AddressNotAvailable, "127.0.0.1", true)]
    [InlineData(SocketError.AddressNotAvailable, "255.255.255.255", false)]
    [InlineData(SocketError.AddressNotAvailable, null, false)]
    [InlineData(SocketError.ConnectionRefused, "127.0.0.1", false)]
    [InlineData(SocketError.HostUnreachable, "127.0.0.1", false)]
    [InlineData(SocketError.NetworkUnreachable, "127.0.0.1", false)]
    [InlineData(SocketError.TimedOut, "127.0.0.1", false)]
    [InlineData(SocketError.ConnectionReset, "127.0.0.1", false)]
    [InlineData(SocketError.AccessDenied, "127.0.0.1", false)]
    public void Descriptors_memory_and_ports_are_this_machines_and_all_else_is_the_networks(SocketError error, string? address, bool local) =>
        LocalResources.AreLacking(new SocketException((int)error), address is null ? null : IPAddress.Parse(address)).ShouldBe(local);

    [Fact]
    public void Other_failures_are_not_of_this_machine() =>
        LocalResources.AreLacking(new IOException("too many open files"), IPAddress.Loopback).ShouldBeFalse();

    [Fact]
    public async Task The_errors_of_the_system_are_told_by_these_names()
    {
        // What a failing system call throws has its number: a connection to a port where nobody listens shows that the names are of the same origin.
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        SocketException refused = await Should.ThrowAsync<SocketException>(async () =>
        {
            using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await client.ConnectAsync(socket.LocalEndPoint!);
        });
        LocalResources.AreLacking(refused, IPAddress.Loopback).ShouldBeFalse();

        // And a local address that is taken already is the system's own AddressAlreadyInUse.
        socket.Listen();
        using var second = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        LocalResources.AreLacking(Should.Throw<SocketException>(() => second.Bind(socket.LocalEndPoint!)), IPAddress.Loopback).ShouldBeTrue();
    }
}
