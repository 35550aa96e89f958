using Relay.Core.Expansion;
using Relay.Core.Routing;
using Relay.Core.Settings;
using Relay.Sdk.Lists;
using Relay.Sdk.Mail;
using Relay.Sdk.Routing;
using Relay.TestKit.Lists;

namespace Relay.Core.Tests.Routing;

public sealed class RouteTableTests
{
    [Theory]
    [InlineData("mail.example:587", "mail.example:587")]
    [InlineData("Mail.Example", "mail.example:25")]
    [InlineData("192.0.2.1", "[192.0.2.1]:25")]
    [InlineData("[192.0.2.1]:2525", "[192.0.2.1]:2525")]
    [InlineData("[2001:DB8:0::1]:25", "[2001:db8::1]:25")]
    [InlineData("[IPv6:2001:db8::1]", "[2001:db8::1]:25")]
    [InlineData("a.example, b.example:26 ,[::1]", "a.example:25,b.example:26,[::1]:25")]
    [InlineData("bücher.example:587", "xn--bcher-kva.example:587")]
    public async Task A_next_hop_has_one_canonical_text(string via, string canonical) =>
        (await Table(new RouteSettings { Via = via }).DestinationOfAsync(MailDomain.Parse("dest.example"), CancellationToken.None))
            .ShouldBe(canonical);

    [Theory]
    [InlineData("", "routes[0].via: a host is missing at character 1")]
    [InlineData("a.example,", "routes[0].via: a host is missing at character 11")]
    [InlineData("a.example:0", "routes[0].via: '0' is not a port (1 to 65535) at character 11")]
    [InlineData("a.example:99999", "routes[0].via: '99999' is not a port (1 to 65535) at character 11")]
    [InlineData("a.example, mail.example:abc", "routes[0].via: 'abc' is not a port (1 to 65535) at character 25")]
    [InlineData("smtp://x", "routes[0].via: 'smtp://x' is a URL (a host is wanted, as in mail.example:587) at character 1")]
    [InlineData("a.example:", "routes[0].via: the port is missing after ':' at character 1")]
    [InlineData("2001:db8::1", "routes[0].via: an IPv6 address needs brackets, as in [2001:db8::1]:25 at character 1")]
    [InlineData("[192.0.2.1", "routes[0].via: ']' is missing at character 1")]
    [InlineData("[nonsense]:25", "routes[0].via: 'nonsense' is not an address at character 1")]
    [InlineData("[192.0.2.1]25", "routes[0].via: only ':port' may follow ']' at character 1")]
    [InlineData("mx, a_b c", "routes[0].via: 'a_b c' is not a host name or an address at character 5")]
    [InlineData("[fe80::1%lo]:25", "routes[0].via: 'fe80::1%lo' is not an address at character 1")]
    [InlineData("10", "routes[0].via: '10' is not a host name or an address at character 1")]
    [InlineData("a.example, 127.1:25", "routes[0].via: '127.1' is not a host name or an address at character 12")]
    [InlineData("[127.1]:25", "routes[0].via: '127.1' is not an address at character 1")]
    [InlineData("192.0.2.256", "routes[0].via: '192.0.2.256' is not a host name or an address at character 1")]
    public void A_mistake_in_a_next_hop_is_named_with_its_place(string via, string problem)
    {
        var problems = new List<string>();
        RouteTable.Read(new RelaySettings { Routes = [new RouteSettings { Via = via }] }, problems).ShouldBeNull();
        problems.ShouldHaveSingleItem().ShouldBe(problem);
    }

    [Fact]
    public void A_route_to_a_transport_that_does_not_exist_is_named()
    {
        var problems = new List<string>();
        RouteTable.Read(new RelaySettings { Routes = [new RouteSettings { Transport = "remte" }] }, problems).ShouldBeNull();
        problems.ShouldHaveSingleItem().ShouldBe("routes[0].transport: there is no transport 'remte'; did you mean 'remote'?");
    }

    [Fact]
    public async Task The_first_route_that_matches_counts()
    {
        RouteTable table = Table(new RouteSettings { Domains = ListParser.Domains("inner.example"), Via = "in.example" },
            new RouteSettings { Domains = ListParser.Domains("*.example") });
        (await table.DestinationOfAsync(MailDomain.Parse("inner.example"), CancellationToken.None)).ShouldBe("in.example:25");
        (await table.DestinationOfAsync(MailDomain.Parse("other.example"), CancellationToken.None)).ShouldBe("other.example");
        (await table.FindAsync(MailDomain.Parse("far.test"), CancellationToken.None)).Refusal.ShouldBeOfType<RouteOutcome.Failed>();
        (await table.DestinationOfAsync(MailDomain.Parse("far.test"), CancellationToken.None)).ShouldBe("far.test");
    }

    [Fact]
    public async Task Recipients_of_one_smarthost_share_a_target()
    {
        RouteTable table = Table(new RouteSettings { Via = "smart.example:587" });
        RouteTarget? a = (await table.FindAsync(MailDomain.Parse("a.test"), CancellationToken.None)).Target;
        RouteTarget? b = (await table.FindAsync(MailDomain.Parse("b.test"), CancellationToken.None)).Target;
        a.ShouldBeSameAs(b);
        a!.Domain.Value.ShouldBe("smart.example");
        a.NextHops.ShouldBe([new NextHop("smart.example", 587)]);
    }

    [Theory]
    [InlineData("a.example", 0)]
    [InlineData("a.example", 65536)]
    [InlineData("fe80::1%lo", 25)]
    [InlineData("a b", 25)]
    [InlineData("", 25)]
    public void There_is_no_way_to_something_that_is_no_host(string host, int port) =>
        RouteTable.TargetOf([new NextHop("good.example"), new NextHop(host, port)], "remote", new TransportSettings()).ShouldBeNull();

    [Fact]
    public void A_name_in_its_own_script_is_looked_up_in_A_labels()
    {
        RouteTarget target = RouteTable.TargetOf([new NextHop("Bücher.example", 587)], "remote", new TransportSettings()).ShouldNotBeNull();
        target.NextHops.ShouldBe([new NextHop("xn--bcher-kva.example", 587)]);
        target.Domain.Value.ShouldBe("xn--bcher-kva.example");
    }

    [Theory]
    [InlineData("mx", true)]
    [InlineData(" MX ", true)]
    [InlineData("mx.example", false)]
    public async Task The_word_for_mail_exchangers_is_read_in_one_way(string via, bool exchangers)
    {
        RouteTable.IsExchangers(via).ShouldBe(exchangers);
        (await Table(new RouteSettings { Via = via }).DestinationOfAsync(MailDomain.Parse("dest.example"), CancellationToken.None))
            .ShouldBe(exchangers ? "dest.example" : "mx.example:25");
    }

    [Fact]
    public void Words_of_resolvers_and_routers_lose_every_control_character() =>
        RouteReplies.RouterUnavailable("a\nb\u007fc\u0085d").Text.ShouldEndWith("a b c d");

    [Fact]
    public async Task The_targets_of_50_000_domains_are_kept_and_no_more()
    {
        RouteTable table = Table(new RouteSettings());
        RouteTarget first = await TargetAsync(0);
        for (int i = 1; i < 50_000; i++)
            (await TargetAsync(i)).Destination.ShouldBe($"d{i}.example");
        (await TargetAsync(0)).ShouldBeSameAs(first);

        await TargetAsync(50_000);
        (await TargetAsync(0)).ShouldNotBeSameAs(first, "the table has begun afresh");

        async Task<RouteTarget> TargetAsync(int i) => (await table.FindAsync(MailDomain.Parse($"d{i}.example"), CancellationToken.None)).Target!;
    }

    [Fact]
    public async Task A_list_without_an_answer_defers_and_is_asked_again()
    {
        var domains = new ScriptedDomains();
        RouteTable table = Table(new RouteSettings { Domains = domains, Via = "in.example" }, new RouteSettings());
        MailDomain domain = MailDomain.Parse("inner.example");
        (await table.FindAsync(domain, CancellationToken.None)).Refusal.ShouldBeOfType<RouteOutcome.Deferred>().Reply.ToString()
            .ShouldBe("451 4.4.3 routes[0].domains gave no answer: the lookup is silent");
        (await table.DestinationOfAsync(domain, CancellationToken.None)).ShouldBe("inner.example");

        domains.Answer = Membership.NotListed;
        (await table.FindAsync(domain, CancellationToken.None)).Target!.NextHops.ShouldBeEmpty();
        domains.Answer = Membership.Listed("inner.example");
        (await table.FindAsync(domain, CancellationToken.None)).Target!.Domain.Value.ShouldBe("in.example");
    }

    [Fact]
    public void Plain_lists_answer_at_once_and_without_an_allocation()
    {
        RouteTable table = Table(new RouteSettings { Domains = ListParser.Domains("*.inner.example"), Via = "in.example" }, new RouteSettings());
        MailDomain domain = MailDomain.Parse("dest.example");
        Ask(1000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Ask(1000);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);

        void Ask(int times)
        {
            for (int i = 0; i < times; i++)
            {
                if (!AtOnce(table.DestinationOfAsync(domain, CancellationToken.None)) || !AtOnce(table.FindAsync(domain, CancellationToken.None)))
                    throw new InvalidOperationException("it did not answer at once");
            }
        }

        static bool AtOnce<T>(ValueTask<T> answer) => answer.IsCompletedSuccessfully;
    }

    private static RouteTable Table(params RouteSettings[] routes)
    {
        var problems = new List<string>();
        return RouteTable.Read(new RelaySettings { Routes = routes }, problems) ?? throw new ArgumentException(string.Join("; ", problems));
    }
}
