using Relay.Sdk.Mail;
using Relay.Sdk.Replies;
using Relay.Sdk.Routing;

namespace Relay.Sdk.Tests.Routing;

public sealed class RouteAnswerTests
{
    private static readonly NextHop Good = new("192.0.2.1");

    [Fact]
    public void No_answer_can_be_made_past_the_factories() =>
        typeof(RouteAnswer).GetNestedTypes().Append(typeof(RouteAnswer))
            .ShouldAllBe(static type => type.GetConstructors().Length == 0
                && type.GetProperties().All(static property => property.SetMethod == null));

    [Fact]
    public void The_factories_refuse_half_an_answer()
    {
        foreach (IReadOnlyList<NextHop> hops in (IReadOnlyList<NextHop>[])[null!, [], [null!], [Good, new NextHop(null!)], [new NextHop("")],
            [new NextHop("a.example", 0)], [new NextHop("a.example", 65536)]])
            Should.Throw<ArgumentException>(() => RouteAnswer.ToHosts(hops, "remote"));
        foreach (string transport in (string[])[null!, "", " "])
        {
            Should.Throw<ArgumentException>(() => RouteAnswer.ToHosts([Good], transport));
            Should.Throw<ArgumentException>(() => RouteAnswer.ToExchangersOf(MailDomain.Parse("dest.example"), transport));
            Should.Throw<ArgumentException>(() => RouteAnswer.NotNow(transport));
        }

        Should.Throw<ArgumentException>(() => RouteAnswer.ToExchangersOf(default, "remote"));
        Should.Throw<ArgumentException>(() => RouteAnswer.Fail(new SmtpReply(451, "4.0.0", "Later")));
        Should.Throw<ArgumentException>(() => RouteAnswer.Fail(null!));
    }

    [Fact]
    public void Hosts_do_not_change_with_the_list_they_were_made_of()
    {
        var hops = new List<NextHop> { Good };
        var answer = (RouteAnswer.Hosts)RouteAnswer.ToHosts(hops, "remote");
        hops.Clear();
        answer.NextHops.ShouldBe([Good]);
    }
}
