using Relay.Core.Delivery;
using Relay.Core.Scheduling.Destinations;
using Relay.Core.Scheduling.Retry;
using Relay.Core.Settings;
using Relay.Sdk.Lists;
using Relay.Sdk.Mail;
using Relay.Sdk.Replies;
using Relay.Sdk.Spool;
using Relay.TestKit.Delivery;
using Relay.TestKit.Lists;

namespace Relay.Core.Tests.Scheduling;

/// <summary>Routes and retry rules whose domain lists look something up: their mail waits for the answer, and nothing else does.</summary>
public sealed class SlowListTests
{
    private readonly TaskCompletionSource<Membership> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ScriptedDomains domains = new();
    private int asked;

    [Fact]
    public async Task An_attempt_waits_for_the_list_of_a_route_without_holding_a_connection()
    {
        await using DeliveryRig rig = await Rig(connections: 1).StartAsync();
        await StoreWhileSilentAsync(rig, 1);
        AnswerSlowly();
        await rig.RestartAsync();
        await DeliveryRig.UntilAsync(() => rig.Scheduler.Status is { Lookups: 1, Connections: 0 });

        await rig.OfferAsync(5, "b@dest.example");
        await DeliveryRig.UntilAsync(() => rig.Spool.Entries.Count == 1);
        rig.Transport.Sent.Count.ShouldBe(5);
        rig.Transport.Sent.ShouldAllBe(static sent => sent.Message.Recipients[0].Mailbox.Domain.Value == "dest.example");
        rig.Scheduler.WaitReasonOf(rig.Spool.Entries.ShouldHaveSingleItem()).Kind.ShouldBe(WaitKind.Dns);

        await AnswerAsync(rig);
        rig.Transport.Sent.Last().Session.Route.Hosts[0].Addresses[0].ToString().ShouldBe("192.0.2.9");
        rig.Spool.Entries.ShouldBeEmpty();
    }

    [Fact]
    public async Task More_slow_lists_than_look_ups_may_be_under_way_wait_in_line()
    {
        await using DeliveryRig rig = await Rig(connections: 2).StartAsync();
        await StoreWhileSilentAsync(rig, 20);
        AnswerSlowly();
        await rig.RestartAsync();
        await DeliveryRig.UntilAsync(() => rig.Scheduler.Status.Lookups == 2);
        await rig.OfferAsync(5, "b@dest.example");
        await DeliveryRig.UntilAsync(() => rig.Transport.Sent.Count == 5);
        rig.Scheduler.Status.Lookups.ShouldBe(2);

        answer.SetResult(Membership.Listed("slow.example"));
        await DeliveryRig.UntilAsync(() => rig.Transport.Sent.Count == 25);
        await rig.QuietAsync();
        rig.Spool.Entries.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_route_without_an_answer_defers_and_is_never_passed_over()
    {
        await using DeliveryRig rig = await Rig().StartAsync();
        await rig.AcceptAsync("a@sender.example", "b@slow.example");
        QueueEntry entry = rig.Spool.Entries.ShouldHaveSingleItem();
        entry.Recipients[0].LastReply!.ToString().ShouldBe("451 4.4.3 routes[0].domains gave no answer: the lookup is silent");
        rig.Transport.Sent.ShouldBeEmpty();

        domains.Answer = Membership.Listed("slow.example");
        await rig.AdvanceAsync(TimeSpan.FromMinutes(15));
        rig.Transport.Sent.ShouldHaveSingleItem().Session.Route.Hosts[0].Addresses[0].ToString().ShouldBe("192.0.2.9");
    }

    [Fact]
    public async Task The_intake_of_one_message_waits_for_the_list_and_that_of_others_does_not()
    {
        await using DeliveryRig rig = await Rig().StartAsync();
        AnswerSlowly();
        Task slow = rig.OfferAsync(1, "b@slow.example");
        await rig.OfferAsync(1, "b@dest.example");
        await DeliveryRig.UntilAsync(() => rig.Transport.Sent.Count == 1);
        slow.IsCompleted.ShouldBeFalse();

        await AnswerAsync(rig);
        await slow;
        await rig.QuietAsync();
        rig.Transport.Sent.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Many_recipients_wait_for_slow_lists_no_longer_than_half_a_minute_together()
    {
        await using DeliveryRig rig = await Rig().StartAsync();
        domains.Look = (domain, _) =>
        {
            asked++;
            rig.Clock.Advance(TimeSpan.FromSeconds(9));
            return new(Membership.NotKnown("the lookup is silent"));
        };
        NewMessage message = await rig.NewMessageAsync("a@sender.example",
            [.. Enumerable.Range(0, 50).Select(static i => new QueuedRecipient { Mailbox = Mailbox.Parse($"b@d{i}.slow.example") })], claim: false);
        asked.ShouldBe(4);
        message.Entries.Count.ShouldBe(50);
        message.Entries[^1].Destination.ShouldBe("d49.slow.example");
        await message.Draft.DisposeAsync();
    }

    [Fact]
    public async Task An_outcome_waits_for_the_list_of_a_retry_rule_and_other_mail_goes_on()
    {
        await using DeliveryRig rig = await RetryRig().StartAsync();
        AnswerSlowly();
        await rig.OfferAsync(1, "b@slow.example");
        await DeliveryRig.UntilAsync(() => asked == 1);
        await rig.OfferAsync(5, "b@dest.example");
        await DeliveryRig.UntilAsync(() => rig.Transport.Sent.Count == 6);
        rig.Spool.Entries.Single(static entry => entry.Destination == "slow.example").Attempts.ShouldBe(0);

        await AnswerAsync(rig);
        QueueEntry entry = rig.Spool.Entries.ShouldHaveSingleItem();
        (entry.Attempts, entry.DueAt).ShouldBe((1, DeliveryRig.Start.AddHours(1)));
    }

    [Fact]
    public async Task Mail_whose_retry_rule_is_not_known_is_tried_every_quarter_of_an_hour_and_never_given_up_for_that()
    {
        await using DeliveryRig rig = await RetryRig().StartAsync();
        await rig.AcceptAsync("a@sender.example", "b@slow.example");
        for (int i = 1; i <= 3; i++)
        {
            rig.Spool.Entries.ShouldHaveSingleItem().DueAt.ShouldBe(rig.Clock.GetUtcNow() + RetryPlanner.UnknownPause);
            await rig.AdvanceAsync(RetryPlanner.UnknownPause);
        }

        rig.Logs.Lines.ShouldContain(static line => line.Text.EndsWith("retry[0].domains gave no answer: the lookup is silent",
            StringComparison.Ordinal));

        // The rule that follows in the table would have ended after a minute.
        rig.Spool.Entries.ShouldHaveSingleItem().Recipients[0].LastReply!.Code.ShouldBe(450);
    }

    // The list is asked about slow.example and what is below it; of all other domains it knows at once that they are not in it.
    private DeliveryRig Rig(int connections = 100) => new(new RelaySettings
    {
        Routes = [new RouteSettings { Domains = domains, Via = "192.0.2.9" }, new RouteSettings { Via = "192.0.2.8" }],
        Delivery = new DeliverySettings { MaxConnections = connections },
    })
    {
        Lists = domains,
    };

    private DeliveryRig RetryRig()
    {
        var rig = new DeliveryRig(
            new RelaySettings { Retry = [new() { Domains = domains, Rule = "F,2d,1h" }, new() { Rule = "F,1m,10s" }] })
        { Lists = domains };
        rig.With("slow.example", "dest.example");
        rig.Transport.OnSend = static (_, message) => Task.FromResult(
            message.Recipients[0].Mailbox.Domain.Value == "slow.example"
                ? ScriptedTransport.All(message, new RecipientOutcome.Deferred(new SmtpReply(450, "4.2.1", "Later"))) : null);
        return rig;
    }

    private void AnswerSlowly() => domains.Look = (domain, cancellationToken) =>
    {
        if (!domain.Value.EndsWith("slow.example", StringComparison.Ordinal))
            return new(Membership.NotListed);
        Interlocked.Increment(ref asked);
        return new(answer.Task.WaitAsync(cancellationToken));
    };

    private async Task AnswerAsync(DeliveryRig rig)
    {
        answer.SetResult(Membership.Listed("slow.example"));
        await DeliveryRig.UntilAsync(() => domains.Hanging == 0);
        await rig.QuietAsync();
    }

    // Under their own domains, because the list had no answer when they came.
    private static async Task StoreWhileSilentAsync(DeliveryRig rig, int count)
    {
        for (int i = 0; i < count; i++)
        {
            NewMessage message = await rig.NewMessageAsync("a@sender.example",
                [new QueuedRecipient { Mailbox = Mailbox.Parse($"b@d{i}.slow.example") }], claim: false);
            message.Entries[0].Destination.ShouldBe($"d{i}.slow.example");
            await rig.Spool.Queue.CommitAsync(new SpoolChange { Messages = [message] }, default);
        }
    }
}
