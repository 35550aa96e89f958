using Relay.Core.Delivery;
using Relay.Core.Reports;
using Relay.Core.Scheduling.Administration;
using Relay.Sdk.Mail;
using Relay.Sdk.Replies;
using Relay.Sdk.Spool;
using Relay.TestKit.Delivery;

namespace Relay.Core.Tests.Scheduling;

public sealed class AdministrationTests
{
    private static readonly QueueFilter All = new();
    private static readonly TransactionOutcome Later = new([new RecipientOutcome.Deferred(new SmtpReply(450, "4.2.1", "Later"))], false);

    /// <summary>Two entries are in flight, the others of 40 wait in memory; 20 more are in the spool, not due.</summary>
    private static async Task<(DeliveryRig Rig, TaskCompletionSource<TransactionOutcome?> Hang)> BusyAsync()
    {
        DeliveryRig rig = await new DeliveryRig().With("dest.example", "sender.example").StartAsync();
        var hang = new TaskCompletionSource<TransactionOutcome?>();
        rig.Transport.OnSend = (session, _) => session.Route.Destination == "dest.example" ? hang.Task : Task.FromResult<TransactionOutcome?>(null);
        await rig.StoreAsync(20, static _ => "b@dest.example", static e => e with { DueAt = e.DueAt.AddHours(1) });
        await rig.OfferAsync(40, "b@dest.example");
        await rig.QuietAsync();
        rig.Transport.Hanging.ShouldBe(2);
        return (rig, hang);
    }

    [Fact]
    public async Task Hold_reaches_entries_in_the_spool_in_memory_and_in_flight()
    {
        (DeliveryRig rig, TaskCompletionSource<TransactionOutcome?> hang) = await BusyAsync();
        await using DeliveryRig _ = rig;
        QueueCommandResult result = await rig.Scheduler.Administration.HoldAsync(All, default);
        result.ShouldBe(new QueueCommandResult(60, 58, 2, 0));
        hang.SetResult(Later);
        await rig.QuietAsync();
        rig.Spool.Entries.Count(static e => e.Hold == QueueHold.Operator).ShouldBe(60);
        rig.Transport.Sent.Count.ShouldBe(2);
        rig.Spool.Claimed.ShouldBeEmpty();
        await rig.AdvanceAsync(TimeSpan.FromHours(2), TimeSpan.FromMinutes(10));
        rig.Transport.Sent.Count.ShouldBe(2);

        rig.Transport.OnSend = static (_, _) => Task.FromResult<TransactionOutcome?>(null);
        (await rig.Scheduler.Administration.ReleaseAsync(All, default)).ShouldBe(new QueueCommandResult(60, 60, 0, 0));
        await rig.QuietAsync();
        rig.Logs.Lines.Count(static line => line.Text.StartsWith("held ", StringComparison.Ordinal)
            && line.Text.EndsWith(" by an operator", StringComparison.Ordinal)).ShouldBe(60);
        rig.Logs.Lines.Count(static line => line.Text.StartsWith("released ", StringComparison.Ordinal)
            && line.Text.EndsWith(" by an operator", StringComparison.Ordinal)).ShouldBe(60);
        rig.Spool.Entries.ShouldBeEmpty();
    }

    [Fact]
    public async Task Remove_tells_nobody()
    {
        (DeliveryRig rig, TaskCompletionSource<TransactionOutcome?> hang) = await BusyAsync();
        await using DeliveryRig _ = rig;
        (await rig.Scheduler.Administration.RemoveAsync(All, default)).ShouldBe(new QueueCommandResult(60, 58, 2, 0));
        hang.SetResult(Later);
        await rig.QuietAsync();
        rig.Spool.Entries.ShouldBeEmpty();
        rig.Spool.Contents.ShouldBeEmpty();
        rig.Reports.Requests.ShouldBeEmpty();
        rig.Spool.OpenContents.ShouldBe(0);
    }

    [Fact]
    public async Task Bounce_reports_the_operators_reason()
    {
        (DeliveryRig rig, TaskCompletionSource<TransactionOutcome?> hang) = await BusyAsync();
        await using DeliveryRig _ = rig;
        Task<QueueCommandResult> bounce = rig.Scheduler.Administration.BounceAsync(All, "The domain\r\nhas moved", default);
        (await bounce).ShouldBe(new QueueCommandResult(60, 58, 2, 0));
        hang.SetResult(Later);
        await rig.QuietAsync();
        rig.Spool.Entries.ShouldBeEmpty();
        rig.Reports.Requests.Count.ShouldBe(60);
        rig.Reports.Requests.ShouldAllBe(static r => r.Kind == ReportKind.Failure
            && r.Recipients[0].Reply.ToString() == "554 5.0.0 The domain  has moved");
    }

    [Fact]
    public async Task An_entry_that_is_delivered_meanwhile_stays_delivered()
    {
        (DeliveryRig rig, TaskCompletionSource<TransactionOutcome?> hang) = await BusyAsync();
        await using DeliveryRig _ = rig;
        await rig.Scheduler.Administration.BounceAsync(All, "no", default);
        hang.SetResult(new TransactionOutcome([new RecipientOutcome.Delivered(new SmtpReply(250, "2.0.0", "ok"))], false));
        await rig.QuietAsync();
        rig.Reports.Requests.Count.ShouldBe(58);
        rig.Spool.Entries.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_entry_that_is_on_its_way_is_waited_for_and_one_that_leaves_meanwhile_is_not()
    {
        await using DeliveryRig rig = await new DeliveryRig().With("dest.example").StartAsync();
        await rig.StoreAsync(2, static _ => "b@dest.example", static e => e with { DueAt = e.DueAt.AddHours(1) });
        ClaimedEntry[] away = [.. (
            await Task.WhenAll(rig.Spool.Entries.Select(entry => rig.Spool.Queue.ClaimAsync(entry.EntryId, default).AsTask())))
                .OfType<ClaimedEntry>()];
        Task<QueueCommandResult> hold = rig.Scheduler.Administration.HoldAsync(All, default);
        while (rig.Spool.RefusedClaims < 2)
            await Task.Yield();
        await rig.Spool.Queue.ReleaseAsync([away[0]], CancellationToken.None);
        await rig.Spool.Queue.CommitAsync(new SpoolChange { Updates = [new EntryUpdate(away[1].Entry, null)] }, default);
        while (!hold.IsCompleted)
        {
            rig.Clock.Advance(TimeSpan.FromMilliseconds(20));
            await Task.Yield();
        }

        (await hold).ShouldBe(new QueueCommandResult(2, 1, 0, 1));
        rig.Spool.Entries.ShouldHaveSingleItem().Hold.ShouldBe(QueueHold.Operator);
    }

    [Fact]
    public async Task Retry_makes_deferred_entries_due_and_leaves_held_ones_alone()
    {
        await using DeliveryRig rig = await new DeliveryRig().With("dest.example").StartAsync();
        await rig.StoreAsync(10, static _ => "b@dest.example", static e => e with { DueAt = e.DueAt.AddHours(1) });
        await rig.StoreAsync(5, static _ => "b@dest.example", static e => e with { Hold = QueueHold.Operator });
        (await rig.Scheduler.Administration.RetryAsync(All, default)).ShouldBe(new QueueCommandResult(15, 10, 0, 5));
        await rig.QuietAsync();
        rig.Transport.Sent.Count.ShouldBe(10);
        rig.Spool.Entries.ShouldAllBe(static e => e.Hold == QueueHold.Operator);
    }

    [Fact]
    public async Task A_filter_selects_what_is_concerned()
    {
        await using DeliveryRig rig = await new DeliveryRig().With("one.example", "two.example").StartAsync();
        await rig.StoreAsync(10, static i => i % 2 == 0 ? "b@one.example" : "b@two.example", static e => e with { DueAt = e.DueAt.AddHours(1) });
        (await rig.Scheduler.Administration.RemoveAsync(new QueueFilter { Recipient = "@one.example" }, default)).Changed.ShouldBe(5);
        rig.Spool.Entries.ShouldAllBe(static e => e.Destination == "two.example");
    }

    [Fact]
    public async Task Hold_reaches_a_suspect_that_waits_for_its_turn()
    {
        await using DeliveryRig rig = await new DeliveryRig().With("slow.example", "dest.example").StartAsync();
        var hang = new TaskCompletionSource<TransactionOutcome?>();
        rig.Transport.OnSend = (_, _) => hang.Task;
        foreach (string domain in (string[])["slow.example", "dest.example"])
        {
            await rig.StoreAsync(1, _ => $"b@{domain}", static e => e with { Crashes = 2 });
            rig.Scheduler.Announce(domain);
            await rig.QuietAsync();
        }

        (await rig.Scheduler.Administration.HoldAsync(All, default)).ShouldBe(new QueueCommandResult(2, 1, 1, 0));
        hang.SetResult(null);
        await rig.QuietAsync();
        rig.Transport.Sent.ShouldHaveSingleItem().Session.Route.Destination.ShouldBe("slow.example");
        rig.Spool.Entries.ShouldHaveSingleItem().Hold.ShouldBe(QueueHold.Operator);
    }

    [Fact]
    public async Task A_released_suspect_stays_a_suspect()
    {
        await using DeliveryRig rig = await new DeliveryRig().With("dest.example").StartAsync();
        rig.Transport.OnSend = static (_, message) =>
            Task.FromResult<TransactionOutcome?>(ScriptedTransport.All(message, new RecipientOutcome.Deferred(new SmtpReply(450, "4.2.1", "Later"))));
        await rig.StoreAsync(1, static _ => "b@dest.example", static e => e with { Hold = QueueHold.Quarantine, Crashes = 3 });
        (await rig.Scheduler.Administration.ReleaseAsync(All, default)).Changed.ShouldBe(1);
        await rig.QuietAsync();
        rig.Spool.Entries.ShouldHaveSingleItem().Crashes.ShouldBe(2);
    }

    [Fact]
    public async Task A_hundred_thousand_entries_are_retried_by_one_order()
    {
        await using DeliveryRig rig = await new DeliveryRig().StartAsync();
        rig.Transport.OnConnect = static _ => new TaskCompletionSource<ConnectOutcome?>().Task;
        rig.With([.. Enumerable.Range(0, 100).Select(static i => $"d{i}.example")]);
        var many = new List<NewMessage>();
        for (int i = 0; i < 100_000; i++)
            many.Add(await rig.NewMessageAsync("a@sender.example", [new QueuedRecipient { Mailbox = Mailbox.Parse($"b@d{i % 100}.example") }],
                claim: false));
        await rig.Spool.Queue.CommitAsync(
            new SpoolChange
            {
                Messages = [.. many.Select(
                    static m => m with { Entries = [.. m.Entries.Select(static e => e with { DueAt = e.DueAt.AddHours(1) })] })]
            }, default);
        (await rig.Scheduler.Administration.RetryAsync(All, default)).Matched.ShouldBe(100_000);
        rig.Spool.Entries.ShouldAllBe(static e => e.DueAt == DeliveryRig.Start);
    }
}
