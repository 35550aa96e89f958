using Relay.Core.Delivery;
using Relay.Sdk.Events;
using Relay.Sdk.Replies;

namespace Relay.Core.Tests.Scheduling;

public sealed class NoticeTests
{
    [Fact]
    public async Task Each_outcome_is_told_with_the_change_that_it_caused()
    {
        await using DeliveryRig rig = await new DeliveryRig(handlers: new SomeHandlers { Observed = [typeof(RecipientDelivered), typeof(RecipientDeferred), typeof(RecipientFailed), typeof(MessageCompleted)] })
            .With("dest.example").StartAsync();
        bool second = false;
        rig.Transport.OnSend = (_, message) => Task.FromResult<TransactionOutcome?>(second ? null : new(
            [new RecipientOutcome.Delivered(new SmtpReply(250, "2.0.0", "ok")), new RecipientOutcome.Deferred(new SmtpReply(450, "4.2.1", "Later")), new RecipientOutcome.Failed(new SmtpReply(550, "5.1.1", "No"))], false));
        await rig.AcceptAsync("", "b@dest.example", "c@dest.example", "d@dest.example");
        second = true;
        await rig.AdvanceAsync(TimeSpan.FromMinutes(15));
        rig.Spool.Notices.Select(static n => n.Name).ShouldBe(["msg:delivery", "msg:rcpt:defer", "msg:fail:delivery", "msg:delivery", "msg:complete"]);
        rig.Spool.Notices.Select(static n => n.EventId).Distinct().Count().ShouldBe(5);
        RecipientDeferred deferred = rig.Spool.Notices.OfType<RecipientDeferred>().Single();
        (deferred.Recipient, deferred.Reply, deferred.NextAttemptAt).ShouldBe(("c@dest.example", "450 4.2.1 Later", DeliveryRig.Start.AddMinutes(15)));
        AttemptFacts facts = rig.Spool.Notices.OfType<RecipientDelivered>().Last().Attempt.ShouldNotBeNull();
        (facts.Number, facts.Transport, facts.Host, facts.Address).ShouldBe((2, "remote", "dest.example", "192.0.2.1:25"));
    }

    [Fact]
    public async Task What_nobody_observes_is_not_written()
    {
        await using DeliveryRig rig = await new DeliveryRig(handlers: new SomeHandlers { Observed = [typeof(RecipientFailed)] }).With("dest.example").StartAsync();
        await rig.AcceptAsync("", "b@dest.example", "b@missing.example");
        rig.Spool.Notices.ShouldHaveSingleItem().ShouldBeOfType<RecipientFailed>().Reply.ShouldStartWith("550 5.1.2");
    }

    [Fact]
    public async Task A_commit_that_is_repeated_tells_the_same_event_ids()
    {
        await using DeliveryRig rig = await new DeliveryRig(handlers: new SomeHandlers { Observed = [typeof(RecipientDelivered)] }).With("dest.example").StartAsync();
        var ids = new List<string>();
        rig.Spool.CommitFault = change =>
        {
            ids.AddRange(change.Notices.Select(static n => n.EventId));
            return change.Notices.Count > 0 && ids.Count < 3 ? new IOException("disk trouble") : null;
        };
        await rig.OfferAsync(1, "b@dest.example");
        for (int i = 0; i < 100 && rig.Spool.Entries.Count > 0; i++)
        {
            await Task.Delay(1);
            rig.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        await rig.QuietAsync();
        ids.Distinct().ShouldHaveSingleItem();
        rig.Spool.Notices.ShouldHaveSingleItem();
    }
}
