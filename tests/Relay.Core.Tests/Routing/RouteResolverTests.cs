using System.Net;
using Microsoft.Extensions.Time.Testing;
using Relay.Core.Routing;
using Relay.Core.Settings;
using Relay.Sdk.Dns;
using Relay.Sdk.Mail;
using Relay.Sdk.Routing;
using Relay.Sdk.Testing.Dns;

namespace Relay.Core.Tests.Routing;

public sealed class RouteResolverTests
{
    private static readonly MailDomain Dest = MailDomain.Parse("dest.example");
    private readonly FakeDns dns = new();

    [Fact]
    public async Task Exchangers_are_tried_by_preference()
    {
        dns.Mx("dest.example", 20, "b.example").Mx("dest.example", 10, "a.example").Address("a.example", "192.0.2.1")
            .Address("b.example", "192.0.2.2");
        ResolvedRoute route = await ResolvedAsync();
        route.Hosts.Select(static h => (h.Name, h.Preference, h.Port)).ShouldBe([("a.example", 10, 25), ("b.example", 20, 25)]);
        route.Hosts[0].Addresses.ShouldBe([IPAddress.Parse("192.0.2.1")]);
    }

    [Fact]
    public async Task Equal_preferences_are_tried_in_random_order()
    {
        foreach (string name in (string[])["a", "b", "c"])
            dns.Mx("dest.example", 10, $"{name}.example").Address($"{name}.example", "192.0.2.1");
        dns.Mx("dest.example", 5, "first.example").Address("first.example", "192.0.2.9");
        var random = new Random(7);
        var seen = new HashSet<string>();
        for (int i = 0; i < 60; i++)
        {
            ResolvedRoute route = await ResolvedAsync(random: random);
            route.Hosts[0].Name.ShouldBe("first.example");
            seen.Add(string.Concat(route.Hosts.Select(static h => h.Name[0])));
        }

        seen.Count.ShouldBe(6);
    }

    [Fact]
    public async Task Aliases_of_the_domain_and_of_its_hosts_are_kept_for_tls_policies()
    {
        dns.Cname("dest.example", "mail.example").Mx("mail.example", 10, "mx.example").Cname("mx.example", "a.hosts.example")
            .Address("a.hosts.example", "192.0.2.1");
        dns.Zone("", DnsSecurity.Secure);

        RouteHost host = (await ResolvedAsync()).Hosts.ShouldHaveSingleItem();

        host.MxAliases.Select(static alias => (alias.Owner, alias.Target)).ShouldBe([("dest.example", "mail.example")]);
        host.Aliases.Select(static alias => (alias.Owner, alias.Target)).ShouldBe([("mx.example", "a.hosts.example")]);
        (host.AddressSecurity, host.FirstAliasSecurity).ShouldBe((DnsSecurity.Secure, DnsSecurity.Secure));
        dns.Asked.ShouldNotContain(("mx.example", DnsRecordType.CNAME));
    }

    [Fact]
    public async Task A_secure_alias_of_an_insecure_host_is_known_as_secure()
    {
        dns.Mx("dest.example", 10, "mx.example").Cname("mx.example", "a.hosts.example").Address("a.hosts.example", "192.0.2.1")
            .Zone("mx.example", DnsSecurity.Secure);

        RouteHost host = (await ResolvedAsync()).Hosts.ShouldHaveSingleItem();

        (host.AddressSecurity, host.FirstAliasSecurity).ShouldBe((DnsSecurity.Insecure, DnsSecurity.Secure));
        dns.Address("plain.example", "192.0.2.2").Mx("dest.example", 5, "plain.example");
        (await ResolvedAsync()).Hosts[0].FirstAliasSecurity.ShouldBeNull();
    }

    [Fact]
    public async Task A_null_exchanger_takes_no_mail()
    {
        dns.Mx("dest.example", 0, "");
        (await FailedAsync()).ShouldStartWith("556 5.1.10");
    }

    [Fact]
    public async Task Without_exchangers_the_domain_itself_is_the_host()
    {
        dns.Address("dest.example", "192.0.2.1", "2001:db8::1");
        RouteHost host = (await ResolvedAsync()).Hosts.ShouldHaveSingleItem();
        host.Name.ShouldBe("dest.example");
        host.Preference.ShouldBeNull();
        host.Addresses.Select(static a => a.ToString()).ShouldBe(["2001:db8::1", "192.0.2.1"]);
    }

    [Fact]
    public async Task A_failed_lookup_of_exchangers_defers_and_never_falls_back_to_the_address()
    {
        dns.Address("dest.example", "192.0.2.1").Fail("dest.example", DnsRecordType.MX);
        (await DeferredAsync()).ShouldStartWith("451 4.4.3");
        dns.Asked.ShouldNotContain(static q => q.Type == DnsRecordType.A);
    }

    [Fact]
    public async Task A_bogus_answer_defers()
    {
        dns.Mx("dest.example", 10, "a.example").Zone("dest.example", DnsSecurity.Bogus);
        (await DeferredAsync()).ShouldStartWith("451 4.4.3");
    }

    [Fact]
    public async Task A_domain_that_does_not_exist_fails() => (await FailedAsync()).ShouldStartWith("550 5.1.2");

    [Fact]
    public async Task A_domain_without_any_address_fails()
    {
        dns.Txt("dest.example", "here, but no mail");
        (await FailedAsync()).ShouldStartWith("550 5.4.4");
    }

    [Fact]
    public async Task Exchangers_without_an_address_are_skipped()
    {
        dns.Mx("dest.example", 10, "gone.example").Mx("dest.example", 20, "b.example").Address("b.example", "192.0.2.2");
        (await ResolvedAsync()).Hosts.ShouldHaveSingleItem().Name.ShouldBe("b.example");
    }

    [Fact]
    public async Task When_no_exchanger_has_an_address_it_fails()
    {
        dns.Mx("dest.example", 10, "gone.example");
        (await FailedAsync()).ShouldStartWith("550 5.4.4");
    }

    [Fact]
    public async Task When_an_address_lookup_failed_and_there_is_no_other_host_it_defers()
    {
        dns.Mx("dest.example", 10, "gone.example").Mx("dest.example", 20, "b.example").Fail("b.example", DnsRecordType.A)
            .Fail("b.example", DnsRecordType.AAAA);
        (await DeferredAsync()).ShouldStartWith("451 4.4.3");
    }

    [Fact]
    public async Task An_alias_is_followed_and_the_name_in_the_record_stays_the_hosts_name()
    {
        dns.Cname("dest.example", "real.example").Mx("real.example", 10, "mx.example").Cname("mx.example", "host.example")
            .Address("host.example", "192.0.2.1");
        RouteHost host = (await ResolvedAsync()).Hosts.ShouldHaveSingleItem();
        host.Name.ShouldBe("mx.example");
        host.Addresses.ShouldBe([IPAddress.Parse("192.0.2.1")]);
    }

    [Theory]
    [InlineData("[192.0.2.7]", "192.0.2.7")]
    [InlineData("[IPv6:2001:db8::7]", "2001:db8::7")]
    public async Task An_address_literal_needs_no_lookup(string domain, string address)
    {
        ResolvedRoute route = await ResolvedAsync(Target(MailDomain.Parse(domain)));
        route.Hosts.ShouldHaveSingleItem().Addresses.ShouldBe([IPAddress.Parse(address)]);
        dns.Asked.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(AddressFamilies.Both, "2001:db8::1 192.0.2.1 2001:db8::2 192.0.2.2 192.0.2.3")]
    [InlineData(AddressFamilies.Ipv4First, "192.0.2.1 2001:db8::1 192.0.2.2 2001:db8::2 192.0.2.3")]
    [InlineData(AddressFamilies.Ipv4Only, "192.0.2.1 192.0.2.2 192.0.2.3")]
    [InlineData(AddressFamilies.Ipv6Only, "2001:db8::1 2001:db8::2")]
    public async Task The_transport_says_which_addresses_in_which_order(AddressFamilies families, string expected)
    {
        dns.Address("dest.example", "192.0.2.1", "192.0.2.2", "192.0.2.3", "2001:db8::1", "2001:db8::2");
        ResolvedRoute route = await ResolvedAsync(Target(Dest, new TransportSettings { Addresses = families }));
        string.Join(' ', route.Hosts[0].Addresses).ShouldBe(expected);
    }

    [Fact]
    public async Task Exchangers_no_better_than_ourselves_by_name_are_dropped()
    {
        dns.Mx("dest.example", 10, "best.example").Mx("dest.example", 20, "relay.example").Mx("dest.example", 20, "peer.example")
            .Mx("dest.example", 30, "worse.example");
        foreach (string host in (string[])["best", "relay", "peer", "worse"])
            dns.Address($"{host}.example", "192.0.2.1");
        (await ResolvedAsync()).Hosts.ShouldHaveSingleItem().Name.ShouldBe("best.example");
    }

    [Fact]
    public async Task Mail_that_would_come_back_fails()
    {
        dns.Mx("dest.example", 10, "other-name.example").Mx("dest.example", 20, "backup.example");
        dns.Address("other-name.example", "192.0.2.25").Address("backup.example", "192.0.2.9");
        (await FailedAsync(own: new OwnHost("relay.example", [IPEndPoint.Parse("0.0.0.0:25")], [IPAddress.Parse("192.0.2.25")])))
            .ShouldStartWith("554 5.4.6");
    }

    [Fact]
    public async Task A_backup_exchanger_keeps_mail_while_the_better_ones_cannot_be_looked_up()
    {
        dns.Mx("dest.example", 10, "a.example").Mx("dest.example", 20, "relay.example").Mx("dest.example", 30, "worse.example");
        dns.Fail("a.example", DnsRecordType.A).Fail("a.example", DnsRecordType.AAAA).Address("relay.example", "192.0.2.1")
            .Address("worse.example", "192.0.2.2");
        (await DeferredAsync()).ShouldStartWith("451 4.4.3");
    }

    [Fact]
    public async Task A_failed_lookup_of_an_exchanger_that_is_no_better_than_ourselves_changes_nothing()
    {
        dns.Mx("dest.example", 10, "relay.example").Mx("dest.example", 20, "worse.example").Address("relay.example", "192.0.2.1");
        dns.Fail("worse.example", DnsRecordType.A).Fail("worse.example", DnsRecordType.AAAA);
        (await FailedAsync()).ShouldStartWith("554 5.4.6");
    }

    [Fact]
    public async Task All_exchangers_better_than_ourselves_are_looked_up_however_many_have_no_address()
    {
        for (int i = 1; i <= 9; i++)
            dns.Mx("dest.example", i, $"m{i}.example");
        dns.Address("m9.example", "192.0.2.9").Mx("dest.example", 10, "relay.example").Address("relay.example", "192.0.2.1");
        (await ResolvedAsync()).Hosts.ShouldHaveSingleItem().Name.ShouldBe("m9.example");
    }

    [Theory]
    [InlineData("10")]
    [InlineData("127.1")]
    [InlineData("0x7f.1")]
    public async Task An_exchanger_that_is_called_like_part_of_an_address_is_no_address(string name)
    {
        dns.Mx("dest.example", 10, name);
        (await FailedAsync()).ShouldStartWith("550 5.4.4");
    }

    [Fact]
    public async Task A_configured_host_without_an_address_defers_mail_and_bounces_none()
    {
        (await DeferredAsync(Via("gone.example"))).ShouldBe("451 4.3.5 The next hop gone.example of routes[0].via does not exist in the DNS (the " +
            "relay does not use the hosts file or search domains)");
        (await DeferredAsync(Via("[::1]", new TransportSettings { Addresses = AddressFamilies.Ipv4Only }))).ShouldStartWith("451 4.3.5");
    }

    [Theory]
    [InlineData("[127.0.0.1]:3025")]
    [InlineData("me.example:3025")]
    public async Task Mail_never_goes_to_a_configured_host_that_is_this_relay(string via)
    {
        dns.Address("me.example", "192.0.2.25").Address("other.example", "192.0.2.1");
        var own = new OwnHost("relay.example", [IPEndPoint.Parse("0.0.0.0:3025")], [IPAddress.Parse("192.0.2.25")]);
        (await ResolveAsync(Via(via), own: own)).ShouldBeOfType<RouteOutcome.Deferred>().Reply.ToString()
            .ShouldEndWith(" of routes[0].via is this relay itself");
        (await ResolvedAsync(Via($"{via}, other.example"), own: own)).Hosts.ShouldHaveSingleItem().Name.ShouldBe("other.example");
        (await ResolvedAsync(Via(via.Replace("3025", "3026", StringComparison.Ordinal)), own: own)).Hosts.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task An_address_that_this_machine_got_after_the_start_is_its_own_too()
    {
        var time = new FakeTimeProvider();
        var addresses = new List<IPAddress>();
        var own = new OwnHost("relay.example", [IPEndPoint.Parse("0.0.0.0:25")], () => addresses, time);
        dns.Address("dest.example", "192.0.2.25");
        await ResolvedAsync(own: own);
        addresses.Add(IPAddress.Parse("192.0.2.25"));
        time.Advance(TimeSpan.FromMinutes(1));
        (await FailedAsync(own)).ShouldStartWith("554 5.4.6");
    }

    [Fact]
    public async Task Our_own_address_with_another_port_is_no_loop()
    {
        dns.Address("dest.example", "192.0.2.25");
        await ResolvedAsync(own: new OwnHost("relay.example", [IPEndPoint.Parse("0.0.0.0:2525")], [IPAddress.Parse("192.0.2.25")]));
    }

    [Fact]
    public async Task Security_states_of_both_answers_reach_the_host()
    {
        dns.Mx("dest.example", 10, "a.example").Address("a.example", "192.0.2.1").Zone("dest.example", DnsSecurity.Secure);
        RouteHost host = (await ResolvedAsync()).Hosts[0];
        (host.MxSecurity, host.AddressSecurity).ShouldBe((DnsSecurity.Secure, DnsSecurity.Insecure));
    }

    [Fact]
    public async Task Hundreds_of_exchangers_cost_few_lookups()
    {
        for (int i = 0; i < 300; i++)
            dns.Mx("dest.example", i, $"m{i}.example").Address($"m{i}.example", "192.0.2.1");
        (await ResolvedAsync()).Hosts.Count.ShouldBe(RouteResolver.MaxHosts);
        dns.Asked.Count.ShouldBeLessThan(20);
    }

    [Fact]
    public async Task Configured_hosts_keep_their_order_and_ports()
    {
        dns.Address("smart.example", "192.0.2.1");
        RouteTarget target = Target(MailDomain.Parse("smart.example")) with
        {
            NextHops = [new NextHop("192.0.2.9", 26),
            new NextHop("smart.example", 587)]
        };
        (await ResolvedAsync(target)).Hosts.Select(static h => (h.Name, h.Port, h.MxSecurity))
            .ShouldBe([("192.0.2.9", 26, null), ("smart.example", 587, null)]);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.8.7.6")]
    [InlineData("169.254.169.254")]
    [InlineData("::1")]
    [InlineData("fe80::1")]
    [InlineData("::ffff:192.0.2.1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::192.0.2.1")]
    [InlineData("::")]
    [InlineData("ff02::1")]
    public async Task What_the_DNS_says_never_leads_mail_to_this_machine_or_its_link(string address)
    {
        dns.Mx("dest.example", 10, "localhost.example").Address("localhost.example", address);
        (await FailedAsync()).ShouldBe("550 5.4.4 No mail host of dest.example has an address that mail can be sent to: localhost.example has " +
            $"{IPAddress.Parse(address)}");
        dns.Mx("dest.example", 20, "b.example").Address("b.example", "192.0.2.2");
        (await ResolvedAsync()).Hosts.ShouldHaveSingleItem().Name.ShouldBe("b.example");
        (await ResolveAsync(Via("localhost.example"))).ShouldNotBeOfType<RouteOutcome.Failed>();
    }

    [Fact]
    public async Task A_domain_that_is_an_address_of_this_machine_gets_no_mail()
    {
        RouteOutcome outcome = await ResolveAsync(Target(MailDomain.Parse("[127.0.0.1]")));
        outcome.ShouldBeOfType<RouteOutcome.Failed>().Reply.ToString()
            .ShouldStartWith("550 5.4.4 No mail host of [127.0.0.1] has an address that mail can be sent to");
    }

    [Fact]
    public async Task Mail_to_this_machine_takes_a_setting_or_a_configured_next_hop()
    {
        dns.Mx("dest.example", 10, "localhost.example").Address("localhost.example", "127.0.0.1").Address("smart.example", "127.0.0.2");
        await ResolvedAsync(Target(Dest, new TransportSettings { LocalExchangers = true }));
        (await ResolvedAsync(Via("smart.example"))).Hosts.ShouldHaveSingleItem().Addresses.ShouldBe([IPAddress.Parse("127.0.0.2")]);
        await ResolvedAsync(Via("[127.0.0.1]:2525"));
        await ResolvedAsync(Via("[::1]:2525"));
    }

    [Fact]
    public async Task Records_that_name_no_host_are_left_out()
    {
        dns.Address("dest.example", "0.0.0.0", "224.0.0.1", "255.255.255.255", "::");
        (await FailedAsync()).ShouldStartWith("550 5.4.4");
    }

    private static RouteTarget Via(string via, TransportSettings? transport = null)
    {
        NextHopText.TryParse(via, out IReadOnlyList<NextHop> hops, out _).ShouldBeTrue();
        return RouteTable.TargetOf(hops, "remote", transport ?? new TransportSettings(), "routes[0].via")!;
    }

    private static RouteTarget Target(MailDomain domain, TransportSettings? transport = null) =>
        new() { Destination = domain.Value, Domain = domain, TransportName = "remote", Transport = transport ?? new TransportSettings() };

    private async Task<RouteOutcome> ResolveAsync(RouteTarget? target = null, Random? random = null, OwnHost? own = null) =>
        await new RouteResolver(dns, own ?? new OwnHost("relay.example", [], []), random ?? new Random(1))
            .ResolveAsync(target ?? Target(Dest), default);

    private async Task<ResolvedRoute> ResolvedAsync(RouteTarget? target = null, Random? random = null, OwnHost? own = null) =>
        (await ResolveAsync(target, random, own)).ShouldBeOfType<RouteOutcome.Resolved>().Route;

    private async Task<string> FailedAsync(OwnHost? own = null) =>
        (await ResolveAsync(own: own)).ShouldBeOfType<RouteOutcome.Failed>().Reply.ToString();

    private async Task<string> DeferredAsync(RouteTarget? target = null) =>
        (await ResolveAsync(target)).ShouldBeOfType<RouteOutcome.Deferred>().Reply.ToString();
}
