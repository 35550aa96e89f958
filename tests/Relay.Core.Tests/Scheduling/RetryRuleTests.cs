using FsCheck;
using FsCheck.Fluent;
using Relay.Core.Expansion;
using Relay.Core.Scheduling.Retry;
using Relay.Sdk.Lists;
using Relay.Sdk.Mail;
using Relay.TestKit.Lists;

namespace Relay.Core.Tests.Scheduling;

public sealed class RetryRuleTests
{
    private static readonly DateTimeOffset First = new(2026, 1, 5, 8, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("00:00:00", "00:15:00")]
    [InlineData("00:15:00", "00:15:00")]
    [InlineData("01:59:59", "00:15:00")]
    [InlineData("02:00:00", "01:00:00")]
    [InlineData("02:59:59", "01:00:00")]
    [InlineData("03:00:00", "01:30:00")]
    [InlineData("03:10:00", "01:30:00")]
    [InlineData("04:30:00", "02:15:00")]
    [InlineData("06:45:00", "03:22:30")]
    [InlineData("16:00:00", "06:00:00")]
    [InlineData("3.23:59:59", "06:00:00")]
    public void The_step_in_force_gives_the_interval(string elapsed, string interval)
    {
        DateTimeOffset now = First + TimeSpan.Parse(elapsed);
        Rule("F,2h,15m; G,16h,1h,1.5; F,4d,6h").NextAttempt(First, now).ShouldBe(now + TimeSpan.Parse(interval));
    }

    [Fact]
    public void After_the_last_cutoff_there_is_no_further_attempt() =>
        Rule("F,2h,15m; F,4d,6h").NextAttempt(First, First.AddDays(4)).ShouldBeNull();

    [Fact]
    public void A_clock_that_stepped_back_counts_as_no_time() =>
        Rule("F,2h,15m").NextAttempt(First, First.AddHours(-1)).ShouldBe(First.AddHours(-1).AddMinutes(15));

    [Theory]
    [InlineData("", "the rule has no step; write one such as F,4d,1h")]
    [InlineData("X,2h,15m", "character 1: 'X' is not a kind of step; there are F (fixed) and G (growing)")]
    [InlineData("F,2h", "character 1: a fixed step is F,cutoff,interval")]
    [InlineData("G,2h,15m", "character 1: a growing step is G,cutoff,first,factor")]
    [InlineData("F,2h,15m; G,16h,1h,0.5", "character 20: '0.5' is not a factor (1 to 100, as in 1.5)")]
    [InlineData("F,2h,15m; F,1h,15m", "character 13: the cutoff 1h does not come after the one before, 2h")]
    [InlineData("F,2x,15m", "character 3: '2x' is not a duration such as 15m, 2h or 4d")]
    [InlineData("F,2h, 0s", "character 7: '0s' is not a duration such as 15m, 2h or 4d")]
    public void A_mistake_is_named_with_its_place(string text, string problem)
    {
        RetryRule.TryParse(text, out _, out string? found).ShouldBeFalse();
        found.ShouldBe(problem);
    }

    [Fact]
    public void Intervals_of_a_growing_step_never_shrink() => Prop.ForAll(
        ArbMap.Default.ArbFor<int>().Filter(static s => s is >= 0 and < 57_600), static seconds =>
        {
            var step = new RetryStep(TimeSpan.FromHours(16), TimeSpan.FromMinutes(10), 1.3);
            return step.IntervalAfter(TimeSpan.FromSeconds(seconds)) <= step.IntervalAfter(TimeSpan.FromSeconds(seconds + 600));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public async Task The_first_row_that_matches_gives_the_rule()
    {
        var problems = new List<string>();
        RetryTable table = RetryTable.Read([new() { Domains = ListParser.Domains("slow.example"), Rule = "F,1d,1h" }, new()], problems)
            .ShouldNotBeNull();
        (await FirstIntervalAsync("slow.example")).ShouldBe(TimeSpan.FromHours(1));
        (await FirstIntervalAsync("other.example")).ShouldBe(TimeSpan.FromMinutes(15));

        async Task<TimeSpan?> FirstIntervalAsync(string domain)
        {
            DateTimeOffset now = DateTimeOffset.UnixEpoch;
            return (await table.FindAsync(MailDomain.Parse(domain), CancellationToken.None)).Rule!.NextAttempt(now, now) - now;
        }
    }

    [Fact]
    public async Task A_list_without_an_answer_gives_no_rule_and_never_that_of_a_later_row()
    {
        var domains = new ScriptedDomains();
        RetryTable table = RetryTable.Read([new() { Domains = domains, Rule = "F,1d,1h" }, new() { Rule = "F,1m,1s" }], []).ShouldNotBeNull();
        MailDomain domain = MailDomain.Parse("slow.example");
        (await table.FindAsync(domain, CancellationToken.None))
            .ShouldBe(new RetryAnswer(null, "retry[0].domains gave no answer: the lookup is silent"));
        domains.Answer = Membership.NotListed;
        DateTimeOffset now = DateTimeOffset.UnixEpoch;
        (await table.FindAsync(domain, CancellationToken.None)).Rule!.NextAttempt(now, now).ShouldBe(now.AddSeconds(1));
    }

    [Fact]
    public void All_mistakes_of_the_table_are_told_at_once()
    {
        var problems = new List<string>();
        RetryTable.Read([new() { Rule = "F" }, new(), new() { Rule = "H,1h,1m" }], problems).ShouldBeNull();
        problems.Count.ShouldBe(2);
        problems[1].ShouldStartWith("retry[2].rule: character 1:");
    }

    private static RetryRule Rule(string text)
    {
        RetryRule.TryParse(text, out RetryRule? rule, out string? problem).ShouldBeTrue(problem);
        return rule!;
    }
}
