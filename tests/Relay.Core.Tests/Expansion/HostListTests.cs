using System.Net;
using Relay.Core.Expansion;
using Relay.Sdk.Lists;
using Relay.Sdk.Testing.Dns;

namespace Relay.Core.Tests.Expansion;

public sealed class HostListTests
{
    private static readonly ExpansionServices Services = new(TimeProvider.System) { Dns = new FakeDns() };

    [Theory]
    [InlineData("", "192.0.2.1", null, false)]
    [InlineData("@[]", "127.0.0.1", null, true)]
    [InlineData("@[]", "192.0.2.1", null, false)]
    [InlineData("*", "192.0.2.1", null, true)]
    [InlineData("*", null, null, true)]
    [InlineData("!*", "192.0.2.1", null, false)]
    [InlineData("127.0.0.1 : ::1", "127.0.0.1", null, true)]
    [InlineData("127.0.0.1 : ::1", "::1", null, true)]
    [InlineData("127.0.0.1 : ::1", "::2", null, false)]
    [InlineData("127.0.0.1 : ::::1", "::1", null, true)]
    [InlineData("::1 : 127.0.0.1", "127.0.0.1", null, true)]
    [InlineData("::1: 127.0.0.1", "127.0.0.1", null, true)]
    [InlineData("! ::1 : *", "::1", null, false)]
    [InlineData("!::1", "192.0.2.1", null, true)]
    [InlineData("<; 2001:db8::/32 ; fe80::/10", "fe80::1%3", null, true)]
    [InlineData("<; 2001:db8:0:0:0:0:0:1", "2001:db8::1", null, true)]
    [InlineData("2001::db8::::1 : 127.0.0.1", "2001:db8::1", null, true)]
    [InlineData("2001::db8::::/32", "2001:db8:1::", null, true)]
    [InlineData("<; 2001:db8::/32 ; 192.0.2.1", "192.0.2.1", null, true)]
    [InlineData("<\n10.0.0.1\n10.0.0.2\n", "10.0.0.2", null, true)]
    [InlineData("<\\n 10.0.0.1\n 10.0.0.2", "10.0.0.2", null, true)]
    [InlineData("10.0.0.0/8:!192.168.0.0/16", "192.168.3.4", null, false)]
    [InlineData("10.0.0.0/8:!192.168.0.0/16", "8.8.8.8", null, true)]
    [InlineData("!10.0.0.5 : 10.0.0.0/8", "10.0.0.5", null, false)]
    [InlineData("0.0.0.0/0", "192.0.2.1", null, true)]
    [InlineData("0.0.0.0/0", "2001:db8::1", null, false)]
    [InlineData("<; ::/0", "192.0.2.1", null, false)]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", null, true)]
    [InlineData("192.0.2.0/24", "::ffff:192.0.2.77", null, true)]
    [InlineData("192.0.2.1/32", "192.0.2.1", null, true)]
    [InlineData("192.0.2.1/32", "192.0.2.3", null, false)]
    [InlineData("mx1.dest.example", "192.0.2.1", "mx1.dest.example", true)]
    [InlineData("MX1.Dest.Example", "192.0.2.1", "mx1.dest.example", true)]
    [InlineData("*.dest.example", "192.0.2.1", "mx1.dest.example", true)]
    [InlineData("*.dest.example", null, "mx1.dest.example", true)]
    [InlineData("*.dest.example", "192.0.2.1", "dest.example", false)]
    [InlineData("*.bücher.example", "192.0.2.1", "mx.xn--bcher-kva.example", true)]
    public async Task First_item_that_matches_decides(string list, string? address, string? hostName, bool expected)
    {
        IPAddress? ip = address is null ? null : IPAddress.Parse(address);
        (await ListsAsync(list, HostSubject.NextHop(ip, hostName))).ShouldBe(expected);
        if (hostName is null && ip is not null)
            (await ListsAsync(list, HostSubject.Client(ip))).ShouldBe(expected);
    }

    [Theory]
    [InlineData("!mx1.dest.example : *")]
    [InlineData("!*.dest.example")]
    [InlineData("mx1.dest.example : 127.0.0.1")]
    public async Task A_client_without_a_name_is_in_no_list_by_what_stands_behind_an_item_that_needs_it(string list) =>
        (await ListsAsync(list, HostSubject.Client(IPAddress.Loopback))).ShouldBeFalse();

    [Theory]
    [InlineData("mx1.dest.example : 127.0.0.1", true)]
    [InlineData("*.dest.example : *", true)]
    [InlineData("!mx1.dest.example : 127.0.0.1", true)]
    [InlineData("!*.dest.example", true)]
    [InlineData("mx1.dest.example : !127.0.0.1", false)]
    [InlineData("mx1.dest.example", false)]
    [InlineData("*t", false)]
    public async Task A_next_hop_without_a_name_is_looked_for_behind_names_too(string list, bool expected)
    {
        (await ListsAsync(list, HostSubject.NextHop(IPAddress.Loopback, null))).ShouldBe(expected);
        (await ListsAsync(list, HostSubject.NextHop(IPAddress.Loopback, "127.0.0.1"))).ShouldBe(expected);
        (await ListsAsync(list, HostSubject.NextHop(IPAddress.Loopback, "[127.0.0.1]"))).ShouldBe(expected);
    }

    [Fact]
    public async Task Without_a_resolver_a_client_cannot_be_told_by_its_name()
    {
        HostList list = ListParser.Hosts("192.0.2.1 : mx.example");
        list.IsConstant.ShouldBeFalse();
        (await list.MatchAsync(HostSubject.Client(IPAddress.Parse("192.0.2.1")), CancellationToken.None)).ShouldBeOfType<Membership.Yes>();
        (await list.MatchAsync(HostSubject.Client(IPAddress.Parse("192.0.2.2")), CancellationToken.None)).ShouldBeOfType<Membership.Unavailable>();
        ListParser.Hosts("192.0.2.1 : *").IsConstant.ShouldBeTrue();
    }

    [Theory]
    [InlineData("10.0.0.1 : 1.2.3/24", "item 2, character 12: '1.2.3/24' is neither an IP address nor a block as in 192.0.2.0/24 or 2001:db8::/32")]
    [InlineData("192.0.2.0/33", "item 1, character 1: '192.0.2.0/33' is neither an IP address nor a block as in 192.0.2.0/24 or 2001:db8::/32")]
    [InlineData("192.0.2.01", "item 1, character 1: '192.0.2.01' is neither an IP address nor a block as in 192.0.2.0/24 or 2001:db8::/32")]
    [InlineData("2001", "item 1, character 1: '2001' is neither an IP address nor a block as in 192.0.2.0/24 or 2001:db8::/32; a list with IPv6 " +
        "addresses begins with another separator, as in '<; 127.0.0.1 ; 2001:db8::/32'")]
    [InlineData("/32", "item 1, character 1: '/32' is neither an IP address nor a block as in 192.0.2.0/24 or 2001:db8::/32; a list with IPv6 " +
        "addresses begins with another separator, as in '<; 127.0.0.1 ; 2001:db8::/32'")]
    [InlineData("127.0.0.1 : 2001:db8::/32", "item 2, character 13: '2001:db8::/32' is an IPv6 address, whose colons separate items here; begin " +
        "the list with another separator, as in '<; 127.0.0.1 ; 2001:db8::/32'")]
    [InlineData("2001:db8::1: 10.0.0.1", "item 1, character 1: '2001:db8::1' is an IPv6 address, whose colons separate items here; begin the list " +
        "with another separator, as in '<; 127.0.0.1 ; 2001:db8::1'")]
    [InlineData("::/0", "item 1, character 1: '::/0' is an IPv6 address, whose colons separate items here; begin the list with another separator, " +
        "as in '<; 127.0.0.1 ; ::/0'")]
    [InlineData("127.0.0.1, ::1", "item 1, character 1: '127.0.0.1, ::1' is neither an IP address nor a block as in 192.0.2.0/24 or 2001:db8::/32; " +
        "colons separate items, or another character after a leading <, as in '<, a, b'")]
    [InlineData("10.0.0.1 10.0.0.2", "item 1, character 1: '10.0.0.1 10.0.0.2' is neither an IP address nor a block as in 192.0.2.0/24 or " +
        "2001:db8::/32; colons separate items, or another character after a leading <, as in '<, a, b'")]
    [InlineData("::1 10.0.0.1", "item 1, character 5: a colon is missing after '::1'")]
    [InlineData("a.example : ^mx", "item 2, character 13: '^mx': regular expressions are not available in this version; write a host name, an " +
        "address or a block, or * and the end of a name")]
    [InlineData("/etc/hosts", "item 1, character 1: '/etc/hosts': items from files are not available in this version; write a host name, an " +
        "address or a block, or * and the end of a name")]
    [InlineData("net-lsearch;/x", "item 1, character 1: 'net-lsearch;/x': lookups are not available in this version; write a host name, an address " +
        "or a block, or * and the end of a name")]
    [InlineData("+named", "item 1, character 1: '+named': named lists and list options are not available in this version; write a host name, an " +
        "address or a block, or * and the end of a name")]
    [InlineData("${lookup x}", "item 1, character 1: '${lookup x}': expansions are not available in this version; write a host name, an address or " +
        "a block, or * and the end of a name")]
    [InlineData("mx.*.example", "item 1, character 1: 'mx.*.example' is not a host name, an address or a block; * can stand at the beginning only")]
    [InlineData("<; [192.0.2.1]", "item 1, character 4: '[192.0.2.1]': write the address without brackets")]
    [InlineData("mail..example", "item 1, character 1: 'mail..example' is not a host name, an address or a block")]
    public void Bad_item_is_told_with_its_place_and_as_it_was_written(string list, string problem) =>
        Should.Throw<ListSyntaxException>(() => ListParser.Hosts(list)).Message.ShouldBe(problem);

    [Fact]
    public void All_bad_items_are_told() =>
        Should.Throw<ListSyntaxException>(() => ListParser.Hosts("127.0.0.1 : 1.2.3 : 2001:db8::/32 : good.example : 10.0.0.0/99"))
            .Message.Split("; ").Where(part => part.StartsWith("item ", StringComparison.Ordinal)).Select(part => part.Split(':')[0])
            .ShouldBe(["item 2, character 13", "item 3, character 21", "item 5, character 52"]);

    [Fact]
    public void Matching_completes_at_once_and_allocates_nothing()
    {
        HostList list = ListParser.Hosts("<; 10.0.0.0/8 ; 2001:db8::/32 ; !192.0.2.1 ; *.dest.example");
        HostSubject host = HostSubject.NextHop(IPAddress.Parse("::ffff:192.0.2.9"), "mx.other.example");
        list.MatchAsync(host, CancellationToken.None).AtOnce().ShouldBeOfType<Membership.No>();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            list.MatchAsync(host, CancellationToken.None).AtOnce();
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    private static async Task<bool> ListsAsync(string list, HostSubject host)
    {
        Membership answer = await ListParser.Hosts(list, Services).MatchAsync(host, CancellationToken.None);
        answer.ShouldNotBeOfType<Membership.Unavailable>();
        return answer is Membership.Yes;
    }
}
