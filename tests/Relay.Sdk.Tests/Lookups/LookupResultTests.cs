using Relay.Sdk.Expressions;
using Relay.Sdk.Filters;
using Relay.Sdk.Lists;
using Relay.Sdk.Lookups;
using Relay.Sdk.Plugins;
using Relay.Sdk.Submission;
using Relay.Sdk.Tls;

namespace Relay.Sdk.Tests.Lookups;

/// <summary>Answers of lookups cannot be half made.</summary>
public sealed class LookupResultTests
{
    [Fact]
    public void Found_has_values()
    {
        Should.Throw<ArgumentException>(() => LookupResult.OfMany([]));
        Should.Throw<ArgumentException>(() => LookupResult.OfMany(null!));
        Should.Throw<ArgumentException>(() => LookupResult.OfMany(["a", null!]));
        Should.Throw<ArgumentException>(() => LookupResult.Of(null!));
        LookupResult.Of("").Values.ShouldBe([""]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(" ")]
    public void Unavailable_has_a_reason(string? reason) => Should.Throw<ArgumentException>(() => LookupResult.NotNow(reason!));

    [Fact]
    public void Reasons_are_one_line()
    {
        const string Broken = "no answer\r\nfrom\tdb\u0085";
        const string OneLine = "no answer  from db ";
        LookupResult.NotNow(Broken).Reason.ShouldBe(OneLine);
        Membership.NotKnown(Broken).ShouldBeOfType<Membership.Unavailable>().Reason.ShouldBe(OneLine);
        Expansion.NotKnown(Broken).ShouldBeOfType<Expansion.Unavailable>().Reason.ShouldBe(OneLine);
        Expansion.Failure(Broken).ShouldBeOfType<Expansion.Failed>().Reason.ShouldBe(OneLine);
        SealResult.NotNow(Broken).ShouldBeOfType<SealResult.Unavailable>().Reason.ShouldBe(OneLine);
        SubmissionResult.Refuse(Broken).Reason.ShouldBe(OneLine);
        SubmissionResult.NotNow(Broken).Reason.ShouldBe(OneLine);
        Health.Failing(Broken).Reason.ShouldBe(OneLine);
        TlsRequirement.Encrypt(Broken).Reason.ShouldBe(OneLine);
        TlsFinding.CannotSay(Broken).Reason.ShouldBe(OneLine);
    }

    [Fact]
    public void Columns_are_found_by_name_in_each_row()
    {
        LookupResult.Found found = LookupResult.OfTable(["name", "quota"], ["alice", "5", "bob", "7"], TimeSpan.FromSeconds(1));

        (found.In("quota"), found.In("name", row: 1), found.In("name", row: 2), found.In("name", row: -1), found.In("other"))
            .ShouldBe(("5", "bob", null, null, null));
        found.TimeToLive.ShouldBe(TimeSpan.FromSeconds(1));
        Should.Throw<ArgumentException>(() => LookupResult.OfTable(["name", "quota"], ["alice"]));
        Should.Throw<ArgumentException>(() => LookupResult.OfTable(["name", "name"], ["alice", "bob"]));
    }
}
