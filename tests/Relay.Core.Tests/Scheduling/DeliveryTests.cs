using Relay.Core.Delivery;
using Relay.Sdk.Replies;
using Relay.Sdk.Spool;
using Relay.TestKit.Delivery;

namespace Relay.Core.Tests.Scheduling;

public sealed class DeliveryTests
{
    private static readonly RecipientOutcome Later = new RecipientOutcome.Deferred(new SmtpReply(450, "4.2.1", "Later"));

    [Fact]
    public async Task An_offered_message_is_delivered_and_leaves_the_queue()
    {
        await using DeliveryRig rig = await new DeliveryRig().With("dest.example").StartAsync();
        await rig.AcceptAsync("a@sender.example", "b@dest.example", "c@dest.example");
        rig.Transport.Sent.ShouldHaveSingleItem().Message.Recipients.Count.ShouldBe(2);
        rig.Spool.Entries.ShouldBeEmpty();
        rig.Spool.Contents.ShouldBeEmpty();
        rig.Spool.Claims.ShouldBe(0);
    }

    [Fact]
    public async Task Mail_in_the_queue_is_delivered_after_a_start()
    {
        await using var rig = new DeliveryRig();
        rig.With("one.example", "two.example");
        for (int i = 0; i < 500; i++)
            await rig.Spool.Queue.CommitAsync(
                new SpoolChange
                {
                    Messages = [await rig.NewMessageAsync("a@sender.example", [.. Recipients($"b{i}@one.example", $"c{i}@two.example")],
                    claim: false)]
                }, default);
        await rig.StartAsync();
        rig.Transport.Sent.Count.ShouldBe(1000);
        rig.Spool.Entries.ShouldBeEmpty();
        rig.Spool.OpenContents.ShouldBe(0);
    }

    [Fact]
    public async Task A_connection_is_used_again_and_closed_after_its_idle_time()
    {
        await using DeliveryRig rig = await new DeliveryRig().With("dest.example").StartAsync();
        for (int i = 0; i < 5; i++)
            await rig.AcceptAsync("a@sender.example", "b@dest.example");
        rig.Transport.Connects.ShouldHaveSingleItem();
        await rig.AdvanceAsync(TimeSpan.FromSeconds(9));
        rig.Transport.Open.ShouldBe(1);
        await rig.AdvanceAsync(TimeSpan.FromSeconds(1));
        rig.Transport.Open.ShouldBe(0);
        rig.Transport.Sent.First().Session.HasQuit.ShouldBeTrue();
        rig.Scheduler.Status.Connections.ShouldBe(0);
        await rig.AdvanceAsync(TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(1));
        rig.Scheduler.Status.Destinations.ShouldBe(0);
    }

    [Fact]
    public async Task Only_the_deferred_recipients_are_tried_again()
    {
        await using DeliveryRig rig = await new DeliveryRig().With("dest.example").StartAsync();
        rig.Transport.OnSend = (_, message) => Task.FromResult<TransactionOutcome?>(message.Recipients.Count == 1 ? null : new(
            [new RecipientOutcome.Delivered(new SmtpReply(250, "2.0.0", "ok")), Later], DsnPassedOn: false));
        await rig.AcceptAsync("a@sender.example", "b@dest.example", "c@dest.example");
        QueueEntry entry = rig.Spool.Entries.ShouldHaveSingleItem();
        entry.Recipients.ShouldHaveSingleItem().LastReply!.ToString().ShouldBe("450 4.2.1 Later");
        (entry.Attempts, entry.FirstFailureAt, entry.DueAt).ShouldBe((1, DeliveryRig.Start, DeliveryRig.Start.AddMinutes(15)));
        rig.Spool.Claimed.ShouldBeEmpty();
        await rig.AdvanceAsync(TimeSpan.FromMinutes(15));
        rig.Spool.Entries.ShouldBeEmpty();
        rig.Transport.Sent.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Content_is_let_go_in_every_case()
    {
        await using DeliveryRig rig = await new DeliveryRig().With("good.example", "later.example", "down.example").StartAsync();
        rig.Transport.OnSend = (session, message) =>
            Task.FromResult(session.Route.Destination == "later.example" ? ScriptedTransport.All(message, Later) : null);
        rig.Transport.OnConnect = route => Task.FromResult(route.Destination == "down.example" ? ScriptedTransport.Unreachable() : null);
        await rig.AcceptAsync("a@sender.example", "b@good.example", "b@later.example", "b@down.example", "b@nowhere.example");
        rig.Spool.OpenContents.ShouldBe(0);
        rig.Scheduler.Status.ContentOctets.ShouldBe(0);
        await rig.AdvanceAsync(TimeSpan.FromDays(6), TimeSpan.FromHours(1));
        rig.Spool.Entries.ShouldBeEmpty();
        rig.Spool.OpenContents.ShouldBe(0);
    }

    private static IEnumerable<QueuedRecipient> Recipients(params string[] mailboxes) =>
        mailboxes.Select(static m => new QueuedRecipient { Mailbox = Relay.Sdk.Mail.Mailbox.Parse(m) });
}
