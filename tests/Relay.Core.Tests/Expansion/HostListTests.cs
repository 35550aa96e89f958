using System.Net;
using Relay.Core.Expansion;

namespace Relay.Core.Tests.Expansion;

public sealed class HostListTests
{
    [Theory]
    [InlineData("", "192.0.2.1", null, false)]
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
    [InlineData("2001:db8::/32 : fe80::/10", "fe80::1%3", null, true)]
    [InlineData("2001:db8:0:0:0:0:0:1", "2001:db8::1", null, true)]
    [InlineData("2001::db8::::/32", "2001:db8:1::", null, true)]
    [InlineData("<; 2001:db8::/32 ; 192.0.2.1", "192.0.2.1", null, true)]
    [InlineData("<\n10.0.0.1\n10.0.0.2\n", "10.0.0.2", null, true)]
    [InlineData("<\\n 10.0.0.1\n 10.0.0.2", "10.0.0.2", null, true)]
    [InlineData("10.0.0.0/8:!192.168.0.0/16", "192.168.3.4", null, false)]
    [InlineData("10.0.0.0/8:!192.168.0.0/16", "8.8.8.8", null, true)]
    [InlineData("!10.0.0.5 : 10.0.0.0/8", "10.0.0.5", null, false)]
    [InlineData("0.0.0.0/0", "192.0.2.1", null, true)]
    [InlineData("0.0.0.0/0", "2001:db8::1", null, false)]
    [InlineData("::/0", "192.0.2.1", null, false)]
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
    public void First_item_that_matches_decides(string list, string? address, string? hostName, bool expected)
    {
        IPAddress? ip = address is null ? null : IPAddress.Parse(address);
        HostList.Parse(list).MatchesHost(ip, hostName).ShouldBe(expected);
        if (hostName is null)
            HostList.Parse(list).Matches(ip).ShouldBe(expected);
    }

    [Theory]
    [InlineData("!mx1.dest.example : *")]
    [InlineData("!*.dest.example")]
    [InlineData("mx1.dest.example : 127.0.0.1")]
    public void A_client_is_in_no_list_by_what_stands_behind_an_item_that_needs_its_name(string list) =>
        HostList.Parse(list).Matches(IPAddress.Loopback).ShouldBeFalse();

    [Theory]
    [InlineData("mx1.dest.example : 127.0.0.1", true)]
    [InlineData("*.dest.example : *", true)]
    [InlineData("!mx1.dest.example : 127.0.0.1", true)]
    [InlineData("!*.dest.example", true)]
    [InlineData("mx1.dest.example : !127.0.0.1", false)]
    [InlineData("mx1.dest.example", false)]
    [InlineData("*t", false)]
    public void A_next_hop_without_a_name_is_looked_for_behind_names_too(string list, bool expected) =>
        HostList.Parse(list).MatchesHost(IPAddress.Loopback, null).ShouldBe(expected);

    [Fact]
    public void Address_before_a_name_needs_no_name()
    {
        var list = HostList.Parse("192.0.2.1 : mx.example");
        list.NeedsHostName.ShouldBeTrue();
        list.Matches(IPAddress.Parse("192.0.2.1")).ShouldBeTrue();
        HostList.Parse("192.0.2.1 : *").NeedsHostName.ShouldBeFalse();
    }

    [Theory]
    [InlineData("10.0.0.1 : 1.2.3/24", 12, "neither an IP address")]
    [InlineData("192.0.2.0/33", 1, "neither an IP address")]
    [InlineData("192.0.2.01", 1, "neither an IP address")]
    [InlineData("192.0.2", 1, "neither an IP address")]
    [InlineData("2001:db8", 1, "neither an IP address")]
    [InlineData("10.0.0.1, 10.0.0.2", 1, "parted by colons")]
    [InlineData("10.0.0.1 10.0.0.2", 1, "parted by colons")]
    [InlineData("::1 10.0.0.1", 5, "colon is missing")]
    [InlineData("a.example : ^mx", 13, "regular expressions are not available")]
    [InlineData("/etc/hosts", 1, "files are not available")]
    [InlineData("net-lsearch;/x", 1, "lookups are not available")]
    [InlineData("+named", 1, "named lists")]
    [InlineData("! @[]", 1, "@ items")]
    [InlineData("${lookup x}", 1, "expansions are not available")]
    [InlineData("mx.*.example", 1, "beginning only")]
    [InlineData("<; [192.0.2.1]", 4, "without brackets")]
    [InlineData("mail..example", 1, "is not a host name")]
    public void Bad_item_is_named_with_its_place(string list, int position, string words)
    {
        ListSyntaxException e = Should.Throw<ListSyntaxException>(() => HostList.Parse(list));
        e.Position.ShouldBe(position);
        e.Message.ShouldStartWith($"character {position}: ");
        e.Message.ShouldContain(words);
        HostList.TryParse(list, out _, out string? error).ShouldBeFalse();
        error.ShouldBe(e.Message);
    }

    [Fact]
    public void Matching_allocates_nothing()
    {
        var list = HostList.Parse("10.0.0.0/8 : 2001:db8::/32 : !192.0.2.1 : *.dest.example");
        var mapped = IPAddress.Parse("::ffff:192.0.2.9");
        list.MatchesHost(mapped, "mx.other.example");
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            list.MatchesHost(mapped, "mx.other.example");
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }
}
