using Relay.Core.Expansion;
using Relay.Sdk.Lists;
using Relay.Sdk.Mail;

namespace Relay.Core.Tests.Expansion;

public sealed class AddressListTests
{
    [Theory]
    [InlineData("joe@a.test : b.test", "ann@b.test", true)]
    [InlineData("joe@a.test", "Joe@A.TEST", true)]
    [InlineData("+caseful : joe@a.test", "Joe@a.test", false)]
    [InlineData("joe@*.test", "joe@a.test", true)]
    [InlineData("*-owner@a.test", "list-owner@a.test", true)]
    [InlineData("*", "joe@a.test", true)]
    [InlineData("joe@[192.0.2.1]", "joe@[192.0.2.1]", true)]
    [InlineData("jörg@bücher.example", "jörg@xn--bcher-kva.example", true)]
    public async Task First_item_that_matches_decides(string list, string mailbox, bool expected) =>
        (await ListParser.Addresses(list).MatchAsync(Mailbox.Parse(mailbox), CancellationToken.None) is Membership.Yes).ShouldBe(expected);

    [Theory]
    [InlineData("*", false)]
    [InlineData(": *", true)]
    [InlineData("! : *", false)]
    [InlineData("!*", true)]
    public async Task The_null_reverse_path_is_an_empty_item(string list, bool expected) =>
        (await ListParser.Addresses(list).MatchAsync(ReversePath.Null, CancellationToken.None) is Membership.Yes).ShouldBe(expected);

    [Theory]
    [InlineData("joe@", "'joe@' has no domain behind the @")]
    [InlineData("@", "'@' has no domain behind the @")]
    [InlineData("j..e@a.test", "'j..e@a.test' has no local part before the @ that an address can have")]
    [InlineData("joe@a..test", "'joe@a..test' is not an address")]
    [InlineData("joe@a.test, ann@b.test", "colons separate items")]
    [InlineData("@@dbm;/x", "lookups are not available")]
    public void Bad_item_is_told_as_it_was_written(string list, string words)
    {
        var problems = new List<ListProblem>();
        ListParser.TryAddresses(list, new ExpansionServices(TimeProvider.System), problems).ShouldBeNull();
        problems.ShouldHaveSingleItem().ToString().ShouldContain(words);
    }

    [Fact]
    public async Task All_mailboxes_are_listed_by_Any_but_not_the_null_reverse_path()
    {
        (await AddressList.Any.MatchAsync(Mailbox.Parse("joe@a.test"), CancellationToken.None)).ShouldBeOfType<Membership.Yes>();
        (await AddressList.Any.MatchAsync(ReversePath.Null, CancellationToken.None)).ShouldBeOfType<Membership.No>();
    }
}
