using Relay.Core.Delivery;
using Relay.Core.Expansion;
using Relay.Core.Reports;
using Relay.Core.Settings;
using Relay.Sdk.Mail;
using Relay.Sdk.Replies;
using Relay.Sdk.Spool;
using Relay.TestKit.Delivery;

namespace Relay.Core.Tests.Scheduling;

public sealed class RetryScheduleTests
{
    private static readonly RecipientOutcome Later = new RecipientOutcome.Deferred(new SmtpReply(450, "4.2.1", "Later"));

    [Fact]
    public async Task A_message_is_tried_for_four_days_by_the_rule_and_then_returned()
    {
        await using DeliveryRig rig = await new DeliveryRig().With("dest.example", "sender.example").StartAsync();
        var times = new List<TimeSpan>();
        rig.Transport.OnSend = (session, message) =>
        {
            if (session.Route.Destination != "dest.example")
                return Task.FromResult<TransactionOutcome?>(null);
            times.Add(rig.Clock.GetUtcNow() - DeliveryRig.Start);
            return Task.FromResult<TransactionOutcome?>(ScriptedTransport.All(message, Later));
        };
        await rig.AcceptAsync("a@sender.example", "b@dest.example");
        await rig.AdvanceAsync(TimeSpan.FromDays(6), TimeSpan.FromMinutes(7.5));
        times.Take(9).ShouldBe(Enumerable.Range(0, 9).Select(static i => TimeSpan.FromMinutes(15 * i)));
        times.Skip(9).Take(4).ShouldBe([TimeSpan.FromHours(3), TimeSpan.FromHours(4.5), TimeSpan.FromHours(6.75), TimeSpan.FromHours(10.125)]);
        times[^1].ShouldBeInRange(TimeSpan.FromDays(4), TimeSpan.FromDays(4.25));
        rig.Spool.Entries.ShouldBeEmpty();
        rig.Reports.Requests.Select(static r => r.Kind).ShouldBe([ReportKind.Delay, ReportKind.Failure]);
        ReportRequest failure = rig.Reports.Requests.Last();
        failure.Recipients[0].Reply.ToString().ShouldBe("451 4.4.7 Delivery time expired; the last attempt ended with: 450 4.2.1 Later");
        rig.Transport.Sent.Last().Message.Recipients[0].Mailbox.ToString().ShouldBe("a@sender.example");
    }

    [Fact]
    public async Task Domains_have_their_own_rules()
    {
        var settings = new RelaySettings
        {
            Retry = [new RetrySettings { Domains = ListParser.Domains("fast.example"), Rule = "F,10m,1m" },
            new RetrySettings()]
        };
        await using DeliveryRig rig = await new DeliveryRig(settings).With("fast.example", "dest.example").StartAsync();
        rig.Transport.OnSend = static (_, message) => Task.FromResult<TransactionOutcome?>(ScriptedTransport.All(message, Later));
        await rig.AcceptAsync("", "b@fast.example", "b@dest.example");
        await rig.AdvanceAsync(TimeSpan.FromMinutes(20), TimeSpan.FromSeconds(30));
        rig.Transport.Sent.Count(static s => s.Session.Route.Destination == "fast.example").ShouldBe(11);
        rig.Spool.Entries.ShouldHaveSingleItem().Destination.ShouldBe("dest.example");
    }

    [Fact]
    public async Task The_maximum_age_ends_retries_even_where_the_rule_goes_on()
    {
        var settings = new RelaySettings { Delivery = new DeliverySettings { MaxAge = TimeSpan.FromHours(3) } };
        await using DeliveryRig rig = await new DeliveryRig(settings).With("dest.example").StartAsync();
        rig.Transport.OnSend = static (_, message) => Task.FromResult<TransactionOutcome?>(ScriptedTransport.All(message, Later));
        await rig.AcceptAsync("", "b@dest.example");
        await rig.AdvanceAsync(TimeSpan.FromHours(3), TimeSpan.FromMinutes(5));
        rig.Spool.Entries.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_restart_changes_nothing_of_the_schedule()
    {
        await using DeliveryRig rig = await new DeliveryRig().With("dest.example").StartAsync();
        rig.Transport.OnSend = static (_, message) => Task.FromResult<TransactionOutcome?>(ScriptedTransport.All(message, Later));
        await rig.AcceptAsync("a@sender.example", "b@dest.example");
        await rig.AdvanceAsync(TimeSpan.FromMinutes(10));
        await rig.RestartAsync();
        await rig.AdvanceAsync(TimeSpan.FromMinutes(4));
        rig.Transport.Sent.Count.ShouldBe(1);
        await rig.AdvanceAsync(TimeSpan.FromMinutes(1));
        rig.Transport.Sent.Count.ShouldBe(2);
        QueueEntry entry = rig.Spool.Entries.ShouldHaveSingleItem();
        (entry.Attempts, entry.FirstFailureAt).ShouldBe((2, DeliveryRig.Start));
    }

    [Fact]
    public async Task Recipients_of_one_entry_are_each_given_up_by_the_rule_of_their_domain()
    {
        var settings = new RelaySettings
        {
            Routes = [new RouteSettings { Via = "192.0.2.9" }],
            Retry = [new RetrySettings { Domains = ListParser.Domains("short.example"), Rule = "F,10m,5m" }, new RetrySettings { Rule = "F,1d,20m" }],
        };
        await using var rig = new DeliveryRig(settings);
        rig.Transport.OnSend = static (_, message) => Task.FromResult<TransactionOutcome?>(ScriptedTransport.All(message, Later));

        // Both had the same rule when the message was accepted.
        NewMessage message = await rig.NewMessageAsync("",
            [.. new[] { "b@short.example", "b@long.example" }.Select(static to => new QueuedRecipient { Mailbox = Mailbox.Parse(to) })],
            claim: false);
        QueueEntry together = message.Entries[0] with { Recipients = [.. message.Entries.SelectMany(static e => e.Recipients)] };
        await rig.Spool.Queue.CommitAsync(new SpoolChange { Messages = [message with { Entries = [together] }] }, CancellationToken.None);
        await rig.StartAsync();
        QueueEntry entry = rig.Spool.Entries.ShouldHaveSingleItem();
        (entry.Recipients.Count, entry.DueAt).ShouldBe((2, DeliveryRig.Start.AddMinutes(5)));
        await rig.AdvanceAsync(TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(5));
        entry = rig.Spool.Entries.ShouldHaveSingleItem();
        entry.Recipients.ShouldHaveSingleItem().Mailbox.Domain.Value.ShouldBe("long.example");
        entry.DueAt.ShouldBe(DeliveryRig.Start.AddMinutes(30));
    }

    [Fact]
    public async Task A_deferral_names_the_end_of_the_rest_when_that_comes_after_the_time_of_the_rule()
    {
        var settings = new RelaySettings { Retry = [new RetrySettings { Rule = "F,1h,1s" }] };
        await using DeliveryRig rig = await new DeliveryRig(settings).With("down.example").StartAsync();
        rig.Transport.OnConnect = static _ => Task.FromResult<ConnectOutcome?>(ScriptedTransport.Unreachable());
        await rig.AcceptAsync("", "b@down.example");
        rig.Spool.Entries.ShouldHaveSingleItem().DueAt.ShouldBe(DeliveryRig.Start.AddSeconds(30));
        rig.Logs.Lines.Single(static line => line.Text.StartsWith("deferred", StringComparison.Ordinal)).Text.ShouldContain("08:00:30");
    }
}
