using Relay.Core.Expansion;

namespace Relay.Core.Tests.Expansion;

public sealed class DomainListTests
{
    [Theory]
    [InlineData("", "a.test", false)]
    [InlineData("*", "a.test", true)]
    [InlineData("*", "[192.0.2.1]", true)]
    [InlineData("a.test : b.test", "b.test", true)]
    [InlineData("a.test:b.test", "b.test", true)]
    [InlineData(" A.Test ", "a.test", true)]
    [InlineData("a.test", "x.a.test", false)]
    [InlineData("*.a.test", "x.a.test", true)]
    [InlineData("*.a.test", "a.test", false)]
    [InlineData("*a.test", "a.test", true)]
    [InlineData("*key.example", "donkey.example", true)]
    [InlineData("!a.test : *", "a.test", false)]
    [InlineData("!a.test : *", "b.test", true)]
    [InlineData("a.test : !b.test", "c.test", true)]
    [InlineData("a.test : !b.test : ", "c.test", true)]
    [InlineData(":", "a.test", false)]
    [InlineData("<, a.test, b.test", "b.test", true)]
    [InlineData("<\n a.test\n b.test", "b.test", true)]
    [InlineData("bücher.example", "xn--bcher-kva.example", true)]
    [InlineData("BÜCHER.example", "xn--bcher-kva.example", true)]
    [InlineData("*.bücher.example", "a.xn--bcher-kva.example", true)]
    [InlineData("[192.0.2.1]", "[192.0.2.1]", true)]
    [InlineData("[192.0.2.1]", "192.0.2.1", false)]
    [InlineData("[IPv6:2001:db8::1] : a.test", "[IPv6:2001:db8::1]", true)]
    [InlineData("[IPv6:2001:db8::1] : a.test", "a.test", true)]
    public void First_item_that_matches_decides(string list, string domain, bool expected) =>
        DomainList.Parse(list).Matches(domain).ShouldBe(expected);

    [Theory]
    [InlineData("a.test, b.test", 1, "parted by colons")]
    [InlineData("a.test : b..test", 10, "is not a domain")]
    [InlineData("a.test : ! lsearch;/x", 10, "lookups are not available")]
    [InlineData("@mx_any", 1, "@ items")]
    [InlineData("*bücher.example", 1, "whole label")]
    [InlineData("a*", 1, "beginning only")]
    public void Bad_item_is_named_with_its_place(string list, int position, string words)
    {
        DomainList.TryParse(list, out DomainList? none, out string? error).ShouldBeFalse();
        none.ShouldBeNull();
        error!.ShouldStartWith($"character {position}: ");
        error!.ShouldContain(words);
    }

    [Fact]
    public void Matching_allocates_nothing()
    {
        var list = DomainList.Parse("a.test : *.b.test : !c.test");
        list.Matches("x.b.test");
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            list.Matches("x.c.test");
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }
}
