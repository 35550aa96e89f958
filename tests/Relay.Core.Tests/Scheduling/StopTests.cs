using Relay.Core.Delivery;
using Relay.Core.Scheduling;
using Relay.Core.Settings;
using Relay.Sdk.Replies;

namespace Relay.Core.Tests.Scheduling;

public sealed class StopTests
{
    [Fact]
    public async Task What_is_in_flight_may_finish_and_what_waits_goes_back_to_the_spool()
    {
        await using DeliveryRig rig = await new DeliveryRig().With("dest.example").StartAsync();
        var hang = new TaskCompletionSource<TransactionOutcome?>();
        rig.Transport.OnSend = (_, _) => hang.Task;
        await rig.OfferAsync(20, "b@dest.example");
        await rig.QuietAsync();
        Task stopped = rig.Scheduler.StopAsync();
        rig.Spool.Claimed.Count.ShouldBe(2);
        stopped.IsCompleted.ShouldBeFalse();
        hang.SetResult(null);
        await stopped;
        rig.Spool.Entries.Count.ShouldBe(18);
        rig.Spool.Entries.ShouldAllBe(static e => e.Attempts == 0);
        AssertAtRest(rig);
    }

    [Fact]
    public async Task What_does_not_finish_in_time_is_given_up_without_counting()
    {
        await using DeliveryRig rig = await new DeliveryRig(
            new RelaySettings { Delivery = new DeliverySettings { StopTimeout = TimeSpan.FromSeconds(20) } })
            .With("dest.example", "hole.example").StartAsync();
        rig.Transport.OnConnect = static route =>
            route.Destination == "hole.example" ? new TaskCompletionSource<ConnectOutcome?>().Task : Task.FromResult<ConnectOutcome?>(null);
        rig.Transport.OnSend = static (_, _) => new TaskCompletionSource<TransactionOutcome?>().Task;
        await rig.OfferAsync(5, "b@dest.example");
        await rig.OfferAsync(5, "b@hole.example");
        await rig.QuietAsync();
        Task stopped = rig.Scheduler.StopAsync();
        rig.Clock.Advance(TimeSpan.FromSeconds(19));
        stopped.IsCompleted.ShouldBeFalse();
        await rig.StopAsync();
        await stopped;
        rig.Spool.Entries.Count.ShouldBe(10);
        rig.Spool.Entries.ShouldAllBe(static e => e.Attempts == 0 && e.FirstFailureAt == null && e.DueAt == DeliveryRig.Start);
        AssertAtRest(rig);
    }

    [Fact]
    public async Task Recipients_that_have_an_outcome_keep_it_when_the_rest_is_given_up()
    {
        await using DeliveryRig rig = await new DeliveryRig().With("dest.example").StartAsync();
        rig.Transport.MaxRecipients = 2;
        int sent = 0;
        rig.Transport.OnSend = (_, _) =>
            ++sent == 1 ? Task.FromResult<TransactionOutcome?>(null) : new TaskCompletionSource<TransactionOutcome?>().Task;
        await rig.AcceptAsync("a@sender.example", "b@dest.example", "c@dest.example", "d@dest.example");
        await rig.StopAsync();
        rig.Spool.Entries.ShouldHaveSingleItem().Recipients.ShouldHaveSingleItem().Mailbox.LocalPart.ShouldBe("d");
        AssertAtRest(rig);
        rig.Transport.OnSend = static (_, _) => Task.FromResult<TransactionOutcome?>(null);
        await rig.RestartAsync();
        rig.Spool.Entries.ShouldBeEmpty();
        rig.Transport.Sent.SelectMany(static s => s.Message.Recipients).Count(static r => r.Mailbox.LocalPart == "b").ShouldBe(1);
    }

    [Fact]
    public async Task Mail_offered_during_a_stop_goes_back_to_the_spool()
    {
        await using DeliveryRig rig = await new DeliveryRig().With("dest.example").StartAsync();
        Relay.Sdk.Spool.NewMessage message = await rig.NewMessageAsync("a@sender.example",
            [new() { Mailbox = Relay.Sdk.Mail.Mailbox.Parse("b@dest.example") }], claim: true);
        await rig.StopAsync();
        rig.Scheduler.HasRoomFor("dest.example", 1).ShouldBeFalse();
        rig.Scheduler.Offer((await rig.Spool.Queue.CommitAsync(new() { Messages = [message] }, default)).Entries);
        AssertAtRest(rig);
        rig.Spool.Entries.ShouldHaveSingleItem();
        await rig.RestartAsync();
        rig.Spool.Entries.ShouldBeEmpty();
    }

    [Fact]
    public async Task Idle_connections_take_their_leave()
    {
        await using DeliveryRig rig = await new DeliveryRig().With("dest.example").StartAsync();
        await rig.AcceptAsync("a@sender.example", "b@dest.example");
        await rig.StopAsync();
        rig.Transport.Sent.Single().Session.HasQuit.ShouldBeTrue();
        AssertAtRest(rig);
    }

    [Fact]
    public async Task Outcomes_are_stored_before_the_stop_ends()
    {
        await using DeliveryRig rig = await new DeliveryRig().With("dest.example").StartAsync();
        var disk = new TaskCompletionSource();
        var answer = new TaskCompletionSource<TransactionOutcome?>();
        rig.Transport.OnSend = (_, _) => answer.Task;
        await rig.OfferAsync(1, "b@dest.example");
        await DeliveryRig.UntilAsync(() => rig.Transport.Hanging == 1);
        rig.Spool.CommitDelay = () => disk.Task;
        Task stopped = rig.Scheduler.StopAsync();
        answer.SetResult(null);
        await DeliveryRig.UntilAsync(() => rig.Scheduler.Status.UnstoredOutcomes == 1);
        stopped.IsCompleted.ShouldBeFalse();
        disk.SetResult();
        await stopped;
        rig.Spool.Entries.ShouldBeEmpty();
        AssertAtRest(rig);
    }

    [Fact]
    public async Task Connections_queues_and_content_are_at_zero_after_a_storm_of_every_fault()
    {
        var random = new LockedRandom(5);
        await using var rig = new DeliveryRig(new RelaySettings { Delivery = new DeliverySettings { MaxConnections = 20, MemoryOctets = 2000 } });
        for (int i = 0; i < 30; i++)
            rig.With($"d{i}.example");
        rig.Transport.OnConnect = _ =>
            Task.FromResult(random.Next(3) == 0 ? new ConnectOutcome.Unreachable(new SmtpReply(451, "4.4.1", "No answer"), null)
                : (ConnectOutcome?)null);
        rig.Transport.OnSend = async (session, message) =>
        {
            await Task.Yield();
            int fate = random.Next(6);
            session.IsReusable = fate < 4;
            if (fate == 5)
                throw new InvalidOperationException("a fault of the transport");
            return new([.. message.Recipients.Select(_ => random.Next(4) switch
            {
                0 => new RecipientOutcome.Deferred(new SmtpReply(450, "4.2.1", "Later"), random.Next(2) == 0),
                1 => new RecipientOutcome.Failed(new SmtpReply(550, "5.1.1", "No")),
                2 => new RecipientOutcome.Deferred(new SmtpReply(452, "4.5.3", "Too many")),
                _ => (RecipientOutcome)new RecipientOutcome.Delivered(new SmtpReply(250, "2.0.0", "ok")),
            })], random.Next(2) == 0, StaleConnection: fate == 4 && random.Next(2) == 0);
        };
        rig.Spool.CommitFault = _ => random.Next(30) == 0 ? new IOException("a fault of the disk") : null;
        await rig.StartAsync();
        for (int round = 0; round < 40; round++)
        {
            for (int i = 0; i < 10; i++)
            {
                try
                {
                    await rig.OfferAsync(
                        "a@d0.example", [.. Enumerable.Range(0, random.Next(1, 5))
                            .Select(
                                _ => new Relay.Sdk.Spool.QueuedRecipient { Mailbox = Relay.Sdk.Mail.Mailbox.Parse(
                                    $"b@d{random.Next(30)}.example") })]);
                }
                catch (IOException)
                {
                    // Not accepted, then.
                    continue;
                }
            }

            await DeliveryRig.TurnAsync();
            rig.Clock.Advance(TimeSpan.FromSeconds(random.Next(60)));
        }

        rig.Spool.CommitFault = static _ => null;

        // Five days for a message, and five more for the report about it.
        for (int i = 0; i < 24 * 11 * 2 && rig.Spool.Entries.Count > 0; i++)
        {
            rig.Clock.Advance(TimeSpan.FromMinutes(30));
            await rig.QuietAsync();
        }

        rig.Spool.Entries.ShouldBeEmpty();
        await rig.StopAsync();
        AssertAtRest(rig);
    }

    private sealed class LockedRandom(int seed)
    {
        private readonly Random random = new(seed);

        public int Next(int end) => Next(0, end);

        public int Next(int start, int end)
        {
            lock (random)
                return random.Next(start, end);
        }
    }

    private static void AssertAtRest(DeliveryRig rig)
    {
        SchedulerStatus status = rig.Scheduler.Status;
        status.Workers.ShouldBe(0);
        status.Connections.ShouldBe(0);
        status.ReadyEntries.ShouldBe(0);
        status.ContentOctets.ShouldBe(0);
        status.UnstoredOutcomes.ShouldBe(0);
        rig.Transport.Open.ShouldBe(0);
        rig.Spool.OpenContents.ShouldBe(0);
        rig.Spool.Claimed.ShouldBeEmpty();
        rig.Spool.InFlight.ShouldBeEmpty();
    }
}
