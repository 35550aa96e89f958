using Microsoft.Extensions.Logging;
using Relay.Core.Delivery;
using Relay.Sdk.Spool;

namespace Relay.Core.Tests.Scheduling;

public sealed class WatchdogTests
{
    [Fact]
    public async Task Due_mail_that_makes_no_progress_is_named_and_mail_that_rests_is_not()
    {
        await using DeliveryRig rig = await new DeliveryRig().With("stuck.example", "resting.example", "good.example").StartAsync();
        var hang = new TaskCompletionSource<TransactionOutcome?>();
        rig.Transport.OnSend = (session, _) => session.Route.Destination == "stuck.example" ? hang.Task : Task.FromResult<TransactionOutcome?>(null);
        rig.Transport.OnConnect = static route =>
            Task.FromResult(route.Destination == "resting.example" ? (ConnectOutcome?)TestKit.Delivery.ScriptedTransport.Unreachable() : null);
        await rig.OfferAsync(5, "b@stuck.example");
        await rig.OfferAsync(5, "b@resting.example");
        await rig.AdvanceAsync(TimeSpan.FromMinutes(19), TimeSpan.FromSeconds(30));
        await rig.OfferAsync(1, "b@good.example");
        Warnings(rig).ShouldBeEmpty();

        await rig.AdvanceAsync(TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(30));
        Warnings(rig).ShouldNotBeEmpty();
        Warnings(rig).ShouldAllBe(static line => line.Contains("Due mail for stuck.example has made no progress", StringComparison.Ordinal));

        hang.SetResult(null);
        await rig.QuietAsync();
        int before = Warnings(rig).Count;
        await rig.AdvanceAsync(TimeSpan.FromMinutes(25), TimeSpan.FromSeconds(30));
        Warnings(rig).Count.ShouldBe(before);
        rig.Spool.Entries.ShouldAllBe(static entry => entry.Destination == "resting.example");
    }

    [Fact]
    public async Task After_a_stop_of_the_whole_process_nothing_is_blamed()
    {
        await using DeliveryRig rig = await new DeliveryRig().With("dest.example").StartAsync();
        var answer = new TaskCompletionSource<TransactionOutcome?>();
        rig.Transport.OnSend = (_, _) => answer.Task;
        await rig.OfferAsync(5, "b@dest.example");
        await DeliveryRig.UntilAsync(() => !rig.Transport.Sent.IsEmpty || rig.Transport.Hanging > 0);

        // All timers that were due meanwhile ring at once, as after SIGCONT.
        rig.Clock.Advance(TimeSpan.FromMinutes(40));
        answer.SetResult(null);
        await rig.QuietAsync();
        await rig.AdvanceAsync(TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(30));
        rig.Logs.Lines.ShouldNotContain(static line => line.Level >= LogLevel.Warning);
        rig.Spool.Entries.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_spool_that_stores_no_outcome_is_told_of()
    {
        await using DeliveryRig rig = await new DeliveryRig().With("dest.example").StartAsync();
        await rig.StoreAsync(1, static _ => "b@dest.example", static entry => entry with { DueAt = DeliveryRig.Start.AddHours(1) });
        var disk = new TaskCompletionSource();
        rig.Spool.CommitDelay = () => disk.Task;
        rig.Clock.Advance(TimeSpan.FromHours(1));
        await rig.UntilAsync(() => rig.Logs.Lines.Any(static line => line.Level == LogLevel.Error), TimeSpan.FromSeconds(30));

        rig.Logs.Lines.First(static line => line.Level == LogLevel.Error).Text.ShouldStartWith("The spool has stored no outcome for ");
        disk.SetResult();
        await rig.QuietAsync();
        rig.Spool.Entries.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_spool_that_stores_nothing_is_told_of_while_the_sweep_waits_for_it()
    {
        await using DeliveryRig rig = new DeliveryRig().With("dest.example", "sender.example");
        await rig.StoreAsync(1, static _ => "b@dest.example",
            static entry => entry with { Hold = QueueHold.Operator, ReviewAt = entry.DueAt.AddDays(30) });
        var disk = new TaskCompletionSource();
        rig.Spool.CommitDelay = () => disk.Task;
        await rig.Scheduler.StartAsync(default);
        await DeliveryRig.UntilAsync(() => rig.Scheduler.Status.UnstoredOutcomes > 0);
        for (int i = 0; i < 50; i++)
            rig.Clock.Advance(TimeSpan.FromSeconds(30));
        rig.Logs.Lines.ShouldContain(static line => line.Level == LogLevel.Error
            && line.Text.StartsWith("The spool has stored no outcome for ", StringComparison.Ordinal));
        disk.SetResult();
        await rig.QuietAsync();
    }

    private static List<string> Warnings(DeliveryRig rig) =>
        [.. rig.Logs.Lines.Where(static line => line.Level == LogLevel.Warning && line.Text.Contains("no progress", StringComparison.Ordinal))
            .Select(static line => line.Text)];
}
