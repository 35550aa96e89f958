using Relay.Core.Expansion;
using Relay.Core.Tests.Scheduling;
using Relay.Sdk.Lists;
using Relay.Sdk.Mail;

namespace Relay.Core.Tests.Expansion;

public sealed class DomainListTests
{
    private static readonly ExpansionServices Services = new(TimeProvider.System) { Hostname = "mx.relay.example" };

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
    [InlineData("[IPv6:2001:db8::1] : a.test", "[IPv6:2001:db8::1]", true)]
    [InlineData("[IPv6:2001:db8::1] : a.test", "a.test", true)]
    [InlineData("@", "mx.relay.example", true)]
    [InlineData("@", "relay.example", false)]
    [InlineData("@[]", "[127.0.0.1]", true)]
    [InlineData("@[]", "[192.0.2.1]", false)]
    public async Task First_item_that_matches_decides(string list, string domain, bool expected) =>
        (await ListParser.Domains(list, Services).MatchAsync(MailDomain.Parse(domain), CancellationToken.None) is Membership.Yes).ShouldBe(expected);

    [Theory]
    [InlineData("a.test, b.test", "item 1, character 1: 'a.test, b.test' is not a domain; colons separate items, or another character after a " +
        "leading <, as in '<, a, b'")]
    [InlineData("a.test : b..test", "item 2, character 10: 'b..test' is not a domain")]
    [InlineData("a.test : ! lsearch;/x", "item 2, character 10: '! lsearch;/x': lookups are not available in this version; write a domain, or * " +
        "and the end of a name")]
    [InlineData("@mx_any", "item 1, character 1: '@mx_any': items such as @mx_any are not available in this version; write a domain, or * and the " +
        "end of a name")]
    [InlineData("*bücher.example", "item 1, character 1: '*bücher.example' must begin with a whole label after the *, as in *.name, since it holds " +
        "letters beyond ASCII")]
    [InlineData("a*", "item 1, character 1: 'a*' is not a domain; * can stand at the beginning only")]
    [InlineData("<\\n ${lookup redis{x}}", "item 1, character 5: '${lookup redis{x}}': expansions are not available in this version; write a " +
        "domain, or * and the end of a name")]
    public void Bad_item_is_told_with_its_place_and_as_it_was_written(string list, string problem) => Problems(list).ShouldBe([problem]);

    [Fact]
    public void All_bad_items_are_told() => Problems("a..b : good.test : c*d : e,f").Length.ShouldBe(3);

    [Fact]
    public async Task The_answer_names_the_item_that_decided()
    {
        DomainList list = ListParser.Domains("a.test : *.B.test : !c.test");
        (await list.MatchAsync(MailDomain.Parse("x.b.test"), CancellationToken.None)).ShouldBeOfType<Membership.Yes>().Value.ShouldBe("*.B.test");
        (await list.MatchAsync(MailDomain.Parse("d.test"), CancellationToken.None)).ShouldBeOfType<Membership.Yes>().Value.ShouldBe("");
        (await list.MatchAsync(MailDomain.Parse("c.test"), CancellationToken.None)).ShouldBeOfType<Membership.No>();
    }

    [Fact]
    public void Matching_completes_at_once_and_allocates_nothing()
    {
        DomainList list = ListParser.Domains("a.test : *.b.test : !c.test");
        MailDomain domain = MailDomain.Parse("x.c.test");
        list.IsConstant.ShouldBeTrue();
        list.MatchAsync(domain, CancellationToken.None).AtOnce().ShouldBeOfType<Membership.Yes>();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            list.MatchAsync(domain, CancellationToken.None).AtOnce();
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Fact]
    public void Lists_that_are_written_alike_are_equal()
    {
        ListParser.Domains("a.test").ShouldBe(ListParser.Domains("a.test"));
        ListParser.Domains("*").ShouldBe(DomainList.Any);
        ListParser.Domains("a.test").ShouldNotBe(ListParser.Domains("b.test"));
    }

    private static string[] Problems(string list)
    {
        var problems = new List<ListProblem>();
        ListParser.TryDomains(list, Services, problems).ShouldBeNull();
        return [.. problems.Select(problem => problem.ToString())];
    }

    [Fact]
    public async Task A_lookup_without_an_answer_ends_after_ten_seconds_and_is_no_no()
    {
        var clock = new SettableClock(new DateTimeOffset(2026, 1, 5, 8, 0, 0, TimeSpan.Zero));
        var list = new ItemizedDomainList("lookup", new ItemList<MailDomain>([new SilentItem()], clock));
        ValueTask<Membership> answer = list.MatchAsync(MailDomain.Parse("a.test"), TestContext.Current.CancellationToken);
        answer.IsCompleted.ShouldBeFalse();
        clock.Advance(TimeSpan.FromSeconds(10));
        (await answer).ShouldBeOfType<Membership.Unavailable>().Reason.ShouldBe("its lookups gave no answer within 10 s");
    }

    [Fact]
    public async Task A_caller_that_gives_up_is_told_so()
    {
        using var caller = new CancellationTokenSource();
        var list = new ItemizedDomainList("lookup", new ItemList<MailDomain>([new SilentItem()], TimeProvider.System));
        ValueTask<Membership> answer = list.MatchAsync(MailDomain.Parse("a.test"), caller.Token);
        await caller.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(answer.AsTask());
    }

    private sealed class SilentItem() : ListItem<MailDomain>(new ListEntry(1, 1, "lookup", "lookup", false))
    {
        public override bool IsConstant => false;

        public override bool? Matches(MailDomain subject) => null;

        public override async ValueTask<Membership?> AskAsync(MailDomain subject, CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return null;
        }
    }
}
