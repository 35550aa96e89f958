using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging.Abstractions;
using Relay.Core.Delivery;
using Relay.Core.Scheduling.Upkeep;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;
using Relay.TestKit.Sessions;

namespace Relay.Core.Tests.Scheduling;

/// <summary>What a store that several relays share may do: end a claim, and tell of mail that another relay has put in.</summary>
public sealed class SharedStoreTests
{
    [Fact]
    public async Task Nothing_is_sent_under_a_claim_that_the_store_has_ended()
    {
        await using DeliveryRig rig = await new DeliveryRig().With("dest.example").StartAsync();
        NewMessage message = await rig.NewMessageAsync("a@sender.example", [new QueuedRecipient { Mailbox = Mailbox.Parse("b@dest.example") }],
            claim: true);
        SpoolReceipt receipt = await rig.Spool.Queue.CommitAsync(new SpoolChange { Messages = [message] }, CancellationToken.None);
        rig.Spool.EndClaim(receipt.Entries[0].Entry.EntryId);

        rig.Scheduler.Offer(receipt.Entries);
        await rig.QuietAsync();

        rig.Transport.Sent.ShouldBeEmpty();
        rig.Spool.Entries.ShouldHaveSingleItem().Attempts.ShouldBe(0);
        rig.Spool.OpenContents.ShouldBe(0);
    }

    [Fact]
    public async Task The_outcome_of_an_attempt_whose_claim_ended_meanwhile_is_dropped_and_others_in_its_batch_are_stored()
    {
        await using DeliveryRig rig = await new DeliveryRig().With("dest.example").StartAsync();
        var hang = new TaskCompletionSource<TransactionOutcome?>();
        rig.Transport.OnSend = (_, _) => hang.Task;
        for (int i = 0; i < 3; i++)
            await rig.AcceptAsync("a@sender.example", "b@dest.example");
        long lost = rig.Spool.InFlight.First();
        rig.Spool.EndClaim(lost);

        hang.SetResult(null);
        await rig.QuietAsync();

        rig.Spool.Entries.ShouldHaveSingleItem().EntryId.ShouldBe(lost);
        rig.Spool.Claimed.ShouldBeEmpty();
        rig.Scheduler.Status.UnstoredOutcomes.ShouldBe(0, "another relay has it: trying again is of no use");
        rig.Spool.OpenContents.ShouldBe(0);
    }

    [Fact]
    public async Task Mail_that_another_relay_has_put_in_is_fetched_when_the_store_tells_of_it_and_a_watch_that_fails_is_begun_again()
    {
        var watch = new ScriptedWatch();
        var accepted = new CollectingScheduler();
        using var stop = new CancellationTokenSource();
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        Task running = new SharedQueueWatch(watch, accepted, time, NullLogger<SharedQueueWatch>.Instance).RunAsync(stop.Token);

        while (accepted.Announced.Count < 2)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        accepted.Announced.ShouldBe(["one.example", "two.example"]);
        await stop.CancelAsync();
        await running;
    }

    private sealed class ScriptedWatch : ISpoolWatch
    {
        private int times;

        public async IAsyncEnumerable<string> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            if (++times == 1)
            {
                yield return "one.example";
                throw new IOException("the connection is lost");
            }

            yield return "two.example";
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
    }
}
