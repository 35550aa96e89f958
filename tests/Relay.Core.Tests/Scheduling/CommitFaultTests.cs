using Relay.Core.Delivery;
using Relay.Core.Scheduling.Outcomes;
using Relay.Core.Settings;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;
using Relay.TestKit.Delivery;

namespace Relay.Core.Tests.Scheduling;

public sealed class CommitFaultTests
{
    [Fact]
    public async Task An_outcome_that_cannot_be_stored_is_tried_again_and_its_entry_stays_claimed()
    {
        await using DeliveryRig rig = await new DeliveryRig().With("dest.example").StartAsync();
        int faults = 0;
        rig.Spool.CommitFault = change => change.Updates.Count > 0 && ++faults <= 5 ? new IOException("disk trouble") : null;
        await rig.OfferAsync(1, "b@dest.example");
        await rig.UntilAsync(() => faults >= 3, TimeSpan.FromSeconds(1));
        rig.Spool.Claimed.Count.ShouldBe(1);
        await rig.UntilAsync(() => rig.Spool.Entries.Count == 0, TimeSpan.FromSeconds(1));
        await rig.QuietAsync();
        rig.Transport.Sent.Count.ShouldBe(1);
        rig.Spool.Entries.ShouldBeEmpty();
        rig.Spool.Claimed.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_outcome_that_can_never_be_stored_holds_up_no_other_one()
    {
        await using DeliveryRig rig = await new DeliveryRig().With("dest.example").StartAsync();
        rig.Spool.CommitFault = static change =>
            change.Updates.Any(static update => update.Entry.Recipients[0].Mailbox.LocalPart == "bad") ? new IOException("never") : null;
        await rig.OfferAsync(20, "b@dest.example");
        await rig.OfferAsync(1, "bad@dest.example");
        await rig.OfferAsync(20, "b@dest.example");
        await DeliveryRig.UntilAsync(() => rig.Spool.Entries.Count == 1);
        await rig.OfferAsync(20, "b@dest.example");
        await DeliveryRig.UntilAsync(() => rig.Spool.Entries.Count == 1);
        rig.Spool.Claimed.Count.ShouldBe(1);
        (await rig.Scheduler.Administration.HoldAsync(new QueueFilter { Recipient = "b@dest.example" }, default)).Matched.ShouldBe(0);

        rig.Spool.CommitFault = static _ => null;
        rig.Clock.Advance(TimeSpan.FromSeconds(1));
        await rig.QuietAsync();
        rig.Spool.Entries.ShouldBeEmpty();
        rig.Transport.Sent.Count.ShouldBe(61);
    }

    [Fact]
    public async Task An_operator_hears_that_an_order_could_not_be_stored()
    {
        await using DeliveryRig rig = await new DeliveryRig().With("dest.example").StartAsync();
        await rig.StoreAsync(3, static _ => "b@dest.example");
        rig.Spool.CommitFault = static _ => new IOException("full");

        (await Should.ThrowAsync<IOException>(() => rig.Scheduler.Administration.HoldAsync(new QueueFilter(), default))).Message.ShouldStartWith(
            "3 of 3 changes could not be stored");
        (await rig.Scheduler.Administration.HoldAsync(new QueueFilter(), default)).Skipped.ShouldBe(3, "no order reaches them until that is stored");

        rig.Spool.CommitFault = static _ => null;
        rig.Clock.Advance(TimeSpan.FromMinutes(1));
        await rig.QuietAsync();
        (await rig.Scheduler.Administration.ReleaseAsync(new QueueFilter(), default)).Changed.ShouldBe(3);
    }

    [Fact]
    public async Task Workers_wait_when_too_many_outcomes_wait_for_the_disk()
    {
        await using DeliveryRig rig = await new DeliveryRig().With("dest.example").StartAsync();
        await rig.StoreAsync(6000, static _ => "b@dest.example");
        var disk = new TaskCompletionSource();
        rig.Spool.CommitDelay = () => disk.Task;
        rig.Scheduler.Announce("dest.example");
        await DeliveryRig.UntilAsync(() => rig.Scheduler.Status.UnstoredOutcomes >= OutcomeCommitter.Limit);
        for (int turn = 0; turn < 1000; turn++)
            await DeliveryRig.TurnAsync();
        rig.Transport.Sent.Count.ShouldBeInRange(4000, 4200);
        disk.SetResult();
        await rig.QuietAsync();
        rig.Transport.Sent.Count.ShouldBe(6000);
        rig.Spool.Entries.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_connection_on_which_something_unforeseen_happened_is_not_used_again()
    {
        await using DeliveryRig rig = await new DeliveryRig().With("dest.example").StartAsync();
        await rig.AcceptAsync("a@sender.example", "b@dest.example");
        rig.Transport.OnSend = static (_, _) => throw new InvalidOperationException("a fault of the transport");
        await rig.AcceptAsync("a@sender.example", "b@dest.example");
        rig.Transport.OnSend = static (_, _) => Task.FromResult<TransactionOutcome?>(null);
        await rig.AdvanceAsync(TimeSpan.FromSeconds(1));
        rig.Transport.Open.ShouldBe(0);
        rig.Spool.Entries.ShouldHaveSingleItem().Recipients[0].LastReply!.ToString().ShouldStartWith("451 4.3.0");
        await rig.AdvanceAsync(TimeSpan.FromMinutes(15));
        rig.Spool.Entries.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_was_delivered_before_something_unforeseen_happened_is_not_sent_again()
    {
        await using DeliveryRig rig = await new DeliveryRig().With("dest.example").StartAsync();
        rig.Transport.MaxRecipients = 2;
        rig.Transport.OnSend = static (session, _) =>
        {
            session.IsReusable = false;
            return Task.FromResult<TransactionOutcome?>(null);
        };
        rig.Transport.OnConnect = _ => rig.Transport.Connects.Count == 2 ? throw new InvalidOperationException("a fault of the transport")
            : Task.FromResult<ConnectOutcome?>(null);
        await rig.AcceptAsync("a@sender.example", "a@dest.example", "b@dest.example", "c@dest.example");
        rig.Spool.Entries.ShouldHaveSingleItem().Recipients.ShouldHaveSingleItem().Mailbox.LocalPart.ShouldBe("c");
        await rig.AdvanceAsync(TimeSpan.FromMinutes(15));
        rig.Spool.Entries.ShouldBeEmpty();
        rig.Transport.Sent.SelectMany(static sent => sent.Message.Recipients).Select(static recipient => recipient.Mailbox.LocalPart)
            .ShouldBe(["a", "b", "c"]);
    }

    [Fact]
    public async Task Content_that_cannot_be_read_defers_its_message_only()
    {
        await using DeliveryRig rig = await new DeliveryRig().With("dest.example").StartAsync();
        await rig.StoreAsync(3, static _ => "b@dest.example");
        MessageId bad = rig.Spool.Entries[1].Message.Id;
        rig.Spool.ContentFault = id => id == bad ? new IOException("unreadable") : null;
        rig.Scheduler.Announce("dest.example");
        await rig.QuietAsync();
        rig.Spool.Entries.ShouldHaveSingleItem().Recipients[0].LastReply!.ToString().ShouldStartWith("451 4.3.0");
    }

    [Fact]
    public async Task Fresh_content_beyond_the_memory_limit_is_read_from_the_spool_instead()
    {
        await using DeliveryRig rig = await new DeliveryRig(new RelaySettings { Delivery = new DeliverySettings { MemoryOctets = 100 } })
            .With("dest.example").StartAsync();
        var hang = new TaskCompletionSource<TransactionOutcome?>();
        rig.Transport.OnSend = (_, _) => hang.Task;
        var messages = new List<NewMessage>();
        for (int i = 0; i < 20; i++)
            messages.Add(await rig.NewMessageAsync("a@sender.example", [new() { Mailbox = Mailbox.Parse("b@dest.example") }], claim: true));
        foreach (NewMessage message in messages)
            rig.Scheduler.Offer((await rig.Spool.Queue.CommitAsync(new SpoolChange { Messages = [message with { Claim = true }] }, default)).Entries);
        await rig.QuietAsync();
        rig.Scheduler.Status.ContentOctets.ShouldBeLessThanOrEqualTo(100);
        rig.Spool.OpenContents.ShouldBeLessThan(8);
        hang.SetResult(null);
        await rig.QuietAsync();
        rig.Transport.Sent.Count.ShouldBe(20);
        rig.Spool.OpenContents.ShouldBe(0);
    }

    [Fact]
    public async Task A_flood_for_a_slow_destination_overflows_into_the_spool_and_is_all_delivered()
    {
        await using DeliveryRig rig = await new DeliveryRig().With("slow.example").StartAsync();
        var hang = new TaskCompletionSource<TransactionOutcome?>();
        rig.Transport.OnSend = (_, _) => hang.Task;
        await rig.OfferAsync(2000, "b@slow.example");
        await rig.QuietAsync();
        rig.Spool.Claimed.Count.ShouldBeLessThanOrEqualTo(202);
        rig.Scheduler.Status.ReadyEntries.ShouldBeLessThanOrEqualTo(200);
        hang.SetResult(null);
        await rig.QuietAsync();
        rig.Transport.Sent.Count.ShouldBe(2000);
        rig.Spool.Entries.ShouldBeEmpty();
    }

    [Fact]
    public async Task Entries_that_were_in_flight_in_two_crashes_are_attempted_one_at_a_time()
    {
        await using var rig = new DeliveryRig();
        for (int i = 0; i < 10; i++)
            rig.With($"d{i}.example");
        int now = 0;
        int most = 0;
        rig.Transport.OnSend = async (_, _) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref now));
            await DeliveryRig.TurnAsync();
            Interlocked.Decrement(ref now);
            return null;
        };
        await rig.StoreAsync(30, static i => $"b@d{i % 10}.example", static e => e with { Crashes = 2 });
        await rig.StartAsync();
        await DeliveryRig.UntilAsync(() => rig.Spool.Entries.Count == 0);
        rig.Transport.Sent.Count.ShouldBe(30);
        most.ShouldBe(1);
        rig.Spool.Entries.ShouldBeEmpty();
    }

    [Fact]
    public async Task Suspects_go_on_when_the_suspect_before_them_goes_back_to_the_spool()
    {
        await using DeliveryRig rig = await new DeliveryRig().With("one.example", "down.example", "three.example").StartAsync();
        var hang = new TaskCompletionSource<TransactionOutcome?>();
        bool down = false;
        rig.Transport.OnSend = (session, _) => session.Route.Destination == "one.example" ? hang.Task : Task.FromResult<TransactionOutcome?>(null);
        rig.Transport.OnConnect = route => Task.FromResult(down && route.Destination == "down.example" ? ScriptedTransport.Unreachable() : null);
        foreach (string domain in (string[])["one.example", "down.example", "three.example"])
        {
            await rig.StoreAsync(1, _ => $"suspect@{domain}", static e => e with { Crashes = 2 });
            rig.Scheduler.Announce(domain);
            await rig.QuietAsync();
        }

        down = true;
        await rig.AcceptAsync("a@sender.example", "b@down.example");
        rig.Transport.Sent.ShouldHaveSingleItem().Session.Route.Destination.ShouldBe("one.example");
        hang.SetResult(null);
        await rig.QuietAsync();
        rig.Transport.Sent.Select(static sent => sent.Session.Route.Destination).ShouldBe(["one.example", "three.example"]);
        down = false;
        await rig.AdvanceAsync(TimeSpan.FromMinutes(1));
        rig.Transport.Sent.Last().Message.Recipients[0].Mailbox.ToString().ShouldBe("suspect@down.example");
    }
}
