using System.Net;
using Relay.Core.Delivery;
using Relay.Core.Scheduling.Entries;
using Relay.Core.Tests.Handlers;
using Relay.Sdk.Events;
using Relay.Sdk.Replies;
using Relay.Sdk.Routing;
using Relay.Sdk.Spool;
using Relay.TestKit.Delivery;

namespace Relay.Core.Tests.Scheduling;

public sealed class NoticeTests
{
    [Fact]
    public async Task Each_outcome_is_told_with_the_change_that_it_caused()
    {
        await using DeliveryRig rig = await new DeliveryRig(
            handlers: new SomeHandlers
            {
                Observed = [typeof(RecipientDelivered), typeof(RecipientDeferred), typeof(RecipientFailed),
                typeof(MessageCompleted)]
            })
            .With("dest.example").StartAsync();
        bool second = false;
        rig.Transport.OnSend = (_, message) => Task.FromResult<TransactionOutcome?>(second ? null : new(
            [new RecipientOutcome.Delivered(new SmtpReply(250, "2.0.0", "ok")),
                new RecipientOutcome.Deferred(new SmtpReply(450, "4.2.1", "Later")) { IsPeersReply = true, IsReplyToRecipient = true },
                new RecipientOutcome.Failed(new SmtpReply(550, "5.1.1", "No"))], false));
        await rig.AcceptAsync("", "b@dest.example", "c@dest.example", "d@dest.example");
        second = true;
        await rig.AdvanceAsync(TimeSpan.FromMinutes(15));
        rig.Spool.Notices.Select(static n => n.Name).ShouldBe(["msg:delivery", "msg:rcpt:defer", "msg:fail:delivery", "msg:delivery",
            "msg:complete"]);
        rig.Spool.Notices.Select(static n => n.EventId).Distinct().Count().ShouldBe(5);
        RecipientDeferred deferred = rig.Spool.Notices.OfType<RecipientDeferred>().Single();
        (deferred.Recipient.ToString(), deferred.Reply.ToString(), deferred.NextAttemptAt)
            .ShouldBe(("c@dest.example", "450 4.2.1 Later", DeliveryRig.Start.AddMinutes(15)));
        AttemptFacts facts = rig.Spool.Notices.OfType<RecipientDelivered>().Last().Attempt.ShouldNotBeNull();
        (facts.Number, facts.Transport, facts.Host, facts.EndPoint?.ToString()).ShouldBe((2, "remote", "dest.example", "192.0.2.1:25"));
    }

    [Fact]
    public async Task What_nobody_observes_is_not_written()
    {
        await using DeliveryRig rig = await new DeliveryRig(handlers: new SomeHandlers { Observed = [typeof(RecipientGivenUp)] })
            .With("dest.example").StartAsync();
        await rig.AcceptAsync("", "b@dest.example", "b@missing.example");
        RecipientGivenUp given = rig.Spool.Notices.ShouldHaveSingleItem().ShouldBeOfType<RecipientGivenUp>();
        given.Reply.ToString().ShouldStartWith("550 5.1.2");
        (given.Attempt!.Router, given.Attempt.Transport, given.Attempt.Host, given.Attempt.Trouble)
            .ShouldBe(("routes", "remote", null, DeliveryTrouble.Dns));
    }

    [Fact]
    public async Task A_commit_that_is_repeated_tells_the_same_event_ids()
    {
        await using DeliveryRig rig = await new DeliveryRig(handlers: new SomeHandlers { Observed = [typeof(RecipientDelivered)] })
            .With("dest.example").StartAsync();
        var ids = new List<string>();
        rig.Spool.CommitFault = change =>
        {
            ids.AddRange(change.Notices.Select(static n => n.EventId));
            return change.Notices.Count > 0 && ids.Count < 3 ? new IOException("disk trouble") : null;
        };
        await rig.OfferAsync(1, "b@dest.example");
        await rig.UntilAsync(() => rig.Spool.Entries.Count == 0, TimeSpan.FromSeconds(1));
        await rig.QuietAsync();
        ids.Distinct().ShouldHaveSingleItem();
        rig.Spool.Notices.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task The_completion_is_stored_with_the_outcome_that_caused_it_and_once_for_each_message()
    {
        await using DeliveryRig rig = await new DeliveryRig(handlers: new SomeHandlers { Observed = [typeof(MessageCompleted)] })
            .With("one.example", "two.example").StartAsync();
        var changes = new List<SpoolChange>();
        rig.Spool.CommitFault = change =>
        {
            changes.Add(change);
            return null;
        };
        await rig.AcceptAsync("", "a@one.example", "b@two.example");
        await rig.AcceptAsync("", "a@one.example");
        await rig.StoreAsync(1, static _ => "b@two.example", static e => e with { Hold = QueueHold.Operator });
        await rig.StoreAsync(1, static _ => "b@one.example", static e => e with { Hold = QueueHold.Operator });
        await rig.Scheduler.Administration.RemoveAsync(new QueueFilter { Destination = "two.example", Held = true }, default);
        await rig.Scheduler.Administration.BounceAsync(new QueueFilter { Destination = "one.example", Held = true }, "no", default);
        await rig.QuietAsync();

        rig.Spool.Notices.Count.ShouldBe(5, "four messages, and the report about the fourth");
        rig.Spool.Notices.ShouldAllBe(static notice => notice is MessageCompleted);
        rig.Spool.Notices.Select(static notice => notice.MessageId).Distinct().Count().ShouldBe(5);
        changes.ShouldAllBe(static change => change.Updates.Count == 0 || change.CompletedAt != null);
        changes.ShouldAllBe(static change => change.Notices.Count == 0, "nobody but the store knows which messages are complete");
    }

    [Fact]
    public async Task Nobody_is_told_of_a_completion_that_nobody_observes()
    {
        await using DeliveryRig rig = await new DeliveryRig(handlers: new SomeHandlers { Observed = [typeof(RecipientFailed)] }).With("dest.example")
            .StartAsync();
        rig.Spool.CommitFault = static change => change.CompletedAt is null ? null : new InvalidOperationException("asked for it");
        await rig.AcceptAsync("", "b@dest.example");
        rig.Spool.Entries.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_keeps_all_recipients_waiting_is_told_once_for_the_message()
    {
        await using DeliveryRig rig = await new DeliveryRig(
            handlers: new SomeHandlers { Observed = [typeof(MessageDeferred), typeof(RecipientDeferred)] }).With("dest.example").StartAsync();
        rig.Transport.OnConnect = static _ => Task.FromResult<ConnectOutcome?>(ScriptedTransport.Unreachable());
        await rig.AcceptAsync("", "b@dest.example", "c@dest.example");

        MessageDeferred deferred = rig.Spool.Notices.ShouldHaveSingleItem().ShouldBeOfType<MessageDeferred>();
        deferred.Recipients.Select(static recipient => recipient.ToString()).ShouldBe(["b@dest.example", "c@dest.example"]);
        (deferred.Data, deferred.NextAttemptAt, deferred.Attempt!.Transport)
            .ShouldBe(("451 4.4.1 No answer", DeliveryRig.Start.AddMinutes(15), "remote"));
    }

    [Fact]
    public async Task A_host_that_could_not_be_used_is_told_although_the_next_one_took_the_message()
    {
        await using DeliveryRig rig = await new DeliveryRig(handlers: new SomeHandlers { Observed = [typeof(Notice)] }).With("dest.example")
            .StartAsync();
        var host = new HostFacts
        {
            Name = "mx1.dest.example",
            EndPoint = IPEndPoint.Parse("192.0.2.9:25"),
            Transport = "remote",
            Destination = "dest.example"
        };
        var failure = new HostFailure(host, new SmtpReply(451, "4.4.1", "mx1: Connection refused"), DeliveryTrouble.Refused) { OsError = 111 };
        rig.Transport.OnConnect = route => Task.FromResult<ConnectOutcome?>(
            new ConnectOutcome.Connected(rig.Transport.NewSession(route, route.Hosts[0], route.Hosts[0].Addresses[0])) { Failures = [failure] });
        await rig.AcceptAsync("", "b@dest.example");

        rig.Spool.Notices.Select(static notice => notice.Name).ShouldBe(["msg:host:defer", "msg:delivery", "msg:complete"]);
        var deferred = (HostDeferred)rig.Spool.Notices[0];
        (deferred.Attempt.Host, deferred.Attempt.EndPoint!.Port, deferred.Attempt.Trouble, deferred.Attempt.OsError)
            .ShouldBe(("mx1.dest.example", 25, DeliveryTrouble.Refused, 111));
        (deferred.Recipient.ToString(), deferred.Data).ShouldBe(("b@dest.example", "451 4.4.1 mx1: Connection refused"));
        AttemptFacts taken = ((RecipientDelivered)rig.Spool.Notices[1]).Attempt!;
        (taken.Trouble, taken.Router).ShouldBe((DeliveryTrouble.None, "routes"));
    }

    [Fact]
    public async Task A_plugins_router_is_told_by_its_name()
    {
        var trial = new HandlerTrial();
        trial.Add(static (table, guard) => table.AddRouter(new ToAnotherHop(), guard));
        SomeHandlers handlers = new() { Observed = [typeof(RecipientDelivered)], Routers = trial.Publish().Routers };
        await using DeliveryRig rig = await new DeliveryRig(handlers: handlers).With("hop.example").StartAsync();
        await rig.AcceptAsync("", "b@dest.example");

        AttemptFacts facts = rig.Spool.Notices.ShouldHaveSingleItem().ShouldBeOfType<RecipientDelivered>().Attempt.ShouldNotBeNull();
        (facts.Router, facts.Host).ShouldBe(("trial/handler-0", "hop.example"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_an_operator_takes_out_of_the_queue_is_given_up_once_for_each_recipient(bool remove)
    {
        await using DeliveryRig rig = await new DeliveryRig(
            handlers: new SomeHandlers { Observed = [typeof(RecipientNotice), typeof(MessageCompleted)] }).With("dest.example", "sender.example")
                .StartAsync();
        await rig.StoreAsync(1, static _ => "b@dest.example", static e => e with { Hold = QueueHold.Operator });
        if (remove)
            await rig.Scheduler.Administration.RemoveAsync(new QueueFilter { Held = true }, default);
        else
            await rig.Scheduler.Administration.BounceAsync(new QueueFilter { Held = true }, "moved", default);
        await rig.QuietAsync();

        RecipientGivenUp given = rig.Spool.Notices.OfType<RecipientGivenUp>().ShouldHaveSingleItem();
        (given.Reply.ToString(), given.Attempt).ShouldBe((remove ? "554 5.0.0 Removed by an operator" : "554 5.0.0 moved", null));
        rig.Spool.Notices.OfType<RecipientFailed>().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_report_of_the_relays_own_is_queued_like_any_message()
    {
        await using DeliveryRig rig = await new DeliveryRig(handlers: new SomeHandlers { Observed = [typeof(MessageQueued)] })
            .With("dest.example", "sender.example").StartAsync();
        await rig.AcceptAsync("alice@sender.example", "b@missing.example");

        MessageQueued queued = rig.Spool.Notices.ShouldHaveSingleItem().ShouldBeOfType<MessageQueued>();
        (queued.ReversePath.IsNull, queued.Recipients[0].ToString(), queued.Origin).ShouldBe((true, "alice@sender.example", null));
    }

    [Fact]
    public async Task Where_a_message_came_from_is_told_with_its_later_notices()
    {
        await using DeliveryRig rig = await new DeliveryRig(handlers: new SomeHandlers { Observed = [typeof(RecipientDelivered)] })
            .With("dest.example").StartAsync();
        var origin = new OriginFacts
        {
            Remote = IPEndPoint.Parse("192.0.2.9:40000"),
            Local = IPEndPoint.Parse("192.0.2.25:25"),
            Helo = "client.example",
            AuthenticatedUser = "alice"
        };
        string facts = new MessageFacts { Origin = origin }.Write();
        await rig.StoreAsync(1, static _ => "b@dest.example", entry => entry with { Message = entry.Message with { Facts = facts } });
        rig.Scheduler.Announce("dest.example");
        await rig.QuietAsync();

        rig.Spool.Notices.ShouldHaveSingleItem().ShouldBeOfType<RecipientDelivered>().Origin.ShouldBe(origin);
        MessageFacts.Read("no facts").Origin.ShouldBeNull();
    }

    private sealed class ToAnotherHop : IRouter
    {
        public ValueTask<RouteAnswer> RouteAsync(RouteQuery query, CancellationToken cancellationToken) =>
            new(RouteAnswer.ToHosts([new NextHop("hop.example")], "remote"));
    }
}
