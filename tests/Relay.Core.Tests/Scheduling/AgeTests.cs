using Relay.Core.Reports;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;
using Relay.TestKit.Delivery;

namespace Relay.Core.Tests.Scheduling;

public sealed class AgeTests
{
    [Fact]
    public async Task A_held_message_is_announced_late_and_returned_at_the_maximum_age()
    {
        await using DeliveryRig rig = await new DeliveryRig().With("dest.example", "sender.example").StartAsync();
        await rig.StoreAsync(1, static _ => "b@dest.example", static e => e with { Hold = QueueHold.Operator });
        await rig.AdvanceAsync(TimeSpan.FromHours(4));
        await rig.AdvanceAsync(TimeSpan.FromMinutes(1));
        rig.Reports.Requests.ShouldHaveSingleItem().Kind.ShouldBe(ReportKind.Delay);
        QueueEntry entry = rig.Spool.Entries.ShouldHaveSingleItem();
        (entry.Hold, entry.DelayReportSent, entry.Attempts).ShouldBe((QueueHold.Operator, true, 0));
        await rig.AdvanceAsync(TimeSpan.FromDays(5), TimeSpan.FromHours(6));
        rig.Spool.Entries.ShouldBeEmpty();
        rig.Reports.Requests.Select(static r => r.Kind).ShouldBe([ReportKind.Delay, ReportKind.Failure]);
        rig.Reports.Requests.Last().Recipients[0].Reply.ToString().ShouldBe("451 4.4.7 Delivery time expired before an attempt was possible");
    }

    [Fact]
    public async Task Held_mail_is_returned_at_the_maximum_age_that_holds_now()
    {
        await using DeliveryRig rig = new DeliveryRig().With("dest.example", "sender.example");
        await rig.StoreAsync(3, static _ => "b@dest.example",
            static e => e with { Hold = QueueHold.Operator, ReviewAt = e.DueAt.AddDays(30), DelayReportSent = true });
        await rig.StartAsync();
        await rig.AdvanceAsync(TimeSpan.FromDays(5) - TimeSpan.FromMinutes(1));
        rig.Spool.Entries.Count.ShouldBe(3);
        await rig.AdvanceAsync(TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(30));
        rig.Spool.Entries.ShouldBeEmpty();
        rig.Reports.Requests.Count(static r => r.Kind == ReportKind.Failure).ShouldBe(3);
    }

    [Fact]
    public async Task Mail_that_is_held_is_looked_at_by_the_times_that_hold_now()
    {
        await using DeliveryRig rig = await new DeliveryRig().With("dest.example").StartAsync();
        await rig.StoreAsync(1, static _ => "b@dest.example", static e => e with { DueAt = e.DueAt.AddHours(1), ReviewAt = e.DueAt.AddDays(30) });
        await rig.Scheduler.Administration.HoldAsync(new QueueFilter(), default);
        rig.Spool.Entries.ShouldHaveSingleItem().ReviewAt.ShouldBe(DeliveryRig.Start.AddHours(4));
    }

    [Fact]
    public async Task Messages_that_wait_behind_a_resting_destination_are_announced_late_and_returned()
    {
        await using DeliveryRig rig = await new DeliveryRig().With("down.example", "sender.example").StartAsync();
        rig.Transport.OnConnect = static r => Task.FromResult(r.Destination == "down.example" ? ScriptedTransport.Unreachable() : null);
        await rig.OfferAsync(300, "b@down.example");
        await rig.AdvanceAsync(TimeSpan.FromHours(4.5), TimeSpan.FromMinutes(10));
        rig.Reports.Requests.Count(static r => r.Kind == ReportKind.Delay).ShouldBe(300);
        rig.Reports.Requests.ShouldAllBe(static r => r.Recipients[0].Reply.Text.Contains("4.4.1 No answer", StringComparison.Ordinal));
        await rig.AdvanceAsync(TimeSpan.FromDays(5), TimeSpan.FromMinutes(30));
        rig.Reports.Requests.Count(static r => r.Kind == ReportKind.Failure).ShouldBe(300);
        rig.Spool.Entries.ShouldBeEmpty();
    }

    [Fact]
    public async Task Messages_in_the_window_of_a_slow_destination_are_announced_late()
    {
        await using DeliveryRig rig = await new DeliveryRig().With("slow.example", "sender.example").StartAsync();
        var hang = new TaskCompletionSource<Relay.Core.Delivery.TransactionOutcome?>();
        rig.Transport.OnSend = (s, _) =>
            s.Route.Destination == "slow.example" ? hang.Task : Task.FromResult<Relay.Core.Delivery.TransactionOutcome?>(null);
        await rig.OfferAsync(50, "b@slow.example");
        await rig.AdvanceAsync(TimeSpan.FromHours(5), TimeSpan.FromMinutes(10));
        rig.Reports.Requests.Count(static r => r.Kind == ReportKind.Delay).ShouldBe(48);
        hang.SetResult(null);
        await rig.AdvanceAsync(TimeSpan.FromMinutes(1));
        rig.Spool.Entries.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_suspect_that_waits_for_its_turn_is_announced_late_and_returned()
    {
        await using DeliveryRig rig = await new DeliveryRig().With("slow.example", "dest.example", "sender.example").StartAsync();
        var hang = new TaskCompletionSource<Relay.Core.Delivery.TransactionOutcome?>();
        rig.Transport.OnSend = (s, _) =>
            s.Route.Destination == "slow.example" ? hang.Task : Task.FromResult<Relay.Core.Delivery.TransactionOutcome?>(null);
        foreach (string domain in (string[])["slow.example", "dest.example"])
        {
            await rig.StoreAsync(1, _ => $"b@{domain}", static e => e with { Crashes = 2 });
            rig.Scheduler.Announce(domain);
            await rig.QuietAsync();
        }

        await rig.AdvanceAsync(TimeSpan.FromHours(4.5), TimeSpan.FromMinutes(10));
        rig.Reports.Requests.ShouldHaveSingleItem().Kind.ShouldBe(ReportKind.Delay);
        await rig.AdvanceAsync(TimeSpan.FromDays(5), TimeSpan.FromHours(1));
        rig.Reports.Requests.Select(static r => r.Kind).ShouldBe([ReportKind.Delay, ReportKind.Failure]);
        rig.Spool.Entries.ShouldHaveSingleItem().Destination.ShouldBe("slow.example");
        hang.SetResult(null);
        await rig.QuietAsync();
    }

    [Theory]
    [InlineData(DsnNotify.Unspecified, true)]
    [InlineData(DsnNotify.Delay, true)]
    [InlineData(DsnNotify.Failure | DsnNotify.Delay, true)]
    [InlineData(DsnNotify.Failure, false)]
    [InlineData(DsnNotify.Success, false)]
    [InlineData(DsnNotify.Never, false)]
    public async Task The_sender_is_told_of_a_delay_once_and_only_if_it_wants_to_know(DsnNotify notify, bool told)
    {
        await using DeliveryRig rig = await new DeliveryRig().With("down.example", "sender.example").StartAsync();
        rig.Transport.OnConnect = static r => Task.FromResult(r.Destination == "down.example" ? ScriptedTransport.Unreachable() : null);
        await rig.OfferAsync("a@sender.example", [new QueuedRecipient { Mailbox = Mailbox.Parse("b@down.example"), Notify = notify }]);
        await rig.AdvanceAsync(TimeSpan.FromHours(20), TimeSpan.FromMinutes(15));
        rig.Reports.Requests.Count.ShouldBe(told ? 1 : 0);
        rig.Spool.Entries.ShouldHaveSingleItem().DelayReportSent.ShouldBeTrue();
    }

    [Fact]
    public async Task A_null_reverse_path_hears_of_nothing()
    {
        await using DeliveryRig rig = await new DeliveryRig().With("down.example").StartAsync();
        rig.Transport.OnConnect = static _ => Task.FromResult<Relay.Core.Delivery.ConnectOutcome?>(ScriptedTransport.Unreachable());
        await rig.AcceptAsync("", "b@down.example");
        await rig.AdvanceAsync(TimeSpan.FromDays(6), TimeSpan.FromHours(1));
        rig.Spool.Entries.ShouldBeEmpty();
        rig.Reports.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_full_spool_only_puts_the_notice_off()
    {
        await using DeliveryRig rig = await new DeliveryRig().With("dest.example", "sender.example").StartAsync();
        await rig.StoreAsync(1, static _ => "b@dest.example", static e => e with { Hold = QueueHold.Operator });
        rig.Spool.CommitFault = static change => change.Messages.Count > 0 ? new SpoolFullException() : null;
        await rig.AdvanceAsync(TimeSpan.FromHours(5), TimeSpan.FromMinutes(10));
        rig.Spool.Entries.ShouldHaveSingleItem().DelayReportSent.ShouldBeFalse();
        rig.Spool.CommitFault = static _ => null;
        await rig.AdvanceAsync(TimeSpan.FromMinutes(10));
        rig.Spool.Entries.ShouldHaveSingleItem().DelayReportSent.ShouldBeTrue();
        rig.Transport.Sent.ShouldHaveSingleItem().Message.Recipients[0].Mailbox.ToString().ShouldBe("a@sender.example");
    }

    [Fact]
    public async Task A_notice_may_use_the_reserve_that_new_mail_may_not()
    {
        await using DeliveryRig rig = await new DeliveryRig().With("dest.example", "sender.example").StartAsync();
        await rig.StoreAsync(1, static _ => "b@dest.example", static e => e with { Hold = QueueHold.Operator });
        rig.Spool.HasRoom = false;
        await rig.AdvanceAsync(TimeSpan.FromHours(4));
        rig.Transport.Sent.ShouldHaveSingleItem().Message.Recipients[0].Mailbox.ToString().ShouldBe("a@sender.example");
    }

    [Fact]
    public async Task What_has_reached_the_maximum_age_on_a_full_disk_is_returned_when_there_is_room_and_looked_at_seldom_until_then()
    {
        await using DeliveryRig rig = await new DeliveryRig().With("dest.example", "sender.example").StartAsync();
        await rig.StoreAsync(1, static _ => "b@dest.example", static e => e with { Hold = QueueHold.Operator, DelayReportSent = true });
        int tries = 0;
        rig.Spool.CommitFault = change => change.Messages.Count > 0 && ++tries > 0 ? new SpoolFullException() : null;
        await rig.AdvanceAsync(TimeSpan.FromDays(5));
        await rig.AdvanceAsync(TimeSpan.FromMinutes(20), TimeSpan.FromSeconds(30));
        QueuedRecipient left = rig.Spool.Entries.ShouldHaveSingleItem().Recipients.ShouldHaveSingleItem();
        (left.IsSettled, left.LastReply!.Code).ShouldBe((true, 451));
        tries.ShouldBeInRange(4, 6);
        rig.Spool.CommitFault = static _ => null;
        await rig.AdvanceAsync(TimeSpan.FromMinutes(5));
        rig.Spool.Entries.ShouldBeEmpty();
        rig.Transport.Sent.ShouldHaveSingleItem().Message.Recipients[0].Mailbox.ToString().ShouldBe("a@sender.example");
    }
}
