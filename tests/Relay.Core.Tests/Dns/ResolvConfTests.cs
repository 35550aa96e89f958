using System.Net;
using Relay.Core.Dns;

namespace Relay.Core.Tests.Dns;

public sealed class ResolvConfTests
{
    [Fact]
    public void A_file_without_an_end_has_no_server()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/dev/zero is needed");
        ResolvConf.Read("/dev/zero").ShouldBe([new IPEndPoint(IPAddress.Loopback, ResolvConf.DnsPort)]);
    }

    [Fact]
    public void Name_servers_are_read_in_order()
    {
        IReadOnlyList<IPEndPoint> servers = ResolvConf.Parse("""
            # a comment
            search example
            nameserver 192.0.2.1
            nameserver	2001:db8::1
            nameserver fe80::1%1
             nameserver 192.0.2.2 ; trailing
            nameservers 192.0.2.3
            nameserver nonsense
            options edns0 trust-ad
            """);
        servers.Select(server => server.ToString()).ShouldBe(["192.0.2.1:53", "[2001:db8::1]:53", "[fe80::1%1]:53", "192.0.2.2:53"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nameserver")]
    [InlineData("search example\n")]
    public void Without_a_server_it_is_this_host(string text) => ResolvConf.Parse(text).ShouldHaveSingleItem().ToString().ShouldBe("127.0.0.1:53");

    [Fact]
    public void Without_a_file_it_is_this_host() =>
        ResolvConf.Read(Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N"), "resolv.conf")).ShouldHaveSingleItem().ToString()
            .ShouldBe("127.0.0.1:53");

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1:53")]
    [InlineData("127.0.0.1:5353", "127.0.0.1:5353")]
    [InlineData("::1", "[::1]:53")]
    [InlineData("[::1]:5353", "[::1]:5353")]
    public void A_server_is_an_address_with_or_without_a_port(string text, string server)
    {
        ResolvConf.TryParseServer(text, out IPEndPoint? parsed).ShouldBeTrue();
        parsed!.ToString().ShouldBe(server);
    }

    [Theory]
    [InlineData("resolver.example")]
    [InlineData("")]
    [InlineData("127.0.0.1:99999")]
    public void Anything_else_is_not_a_server(string text) => ResolvConf.TryParseServer(text, out _).ShouldBeFalse();
}
