using Relay.Core.Delivery;
using Relay.Core.Scheduling.Destinations;
using Relay.Core.Settings;
using Relay.Sdk.Replies;
using Relay.Sdk.Spool;
using Relay.TestKit.Delivery;

namespace Relay.Core.Tests.Scheduling;

/// <summary>Why does it wait? Every message has an answer.</summary>
public sealed class WaitReasonTests
{
    [Fact]
    public async Task The_destination_rests()
    {
        await using DeliveryRig rig = await new DeliveryRig().With("down.example").StartAsync();
        rig.Transport.OnConnect = static _ => Task.FromResult<ConnectOutcome?>(ScriptedTransport.Unreachable("Connection refused"));
        await rig.OfferAsync(20, "b@down.example");
        await rig.QuietAsync();
        WaitReason reason = rig.Scheduler.WaitReasonOf(rig.Spool.Entries.First(static entry => entry.Attempts == 0));
        reason.ShouldBe(new WaitReason(WaitKind.HostRests, "the destination rests: 451 4.4.1 Connection refused", DeliveryRig.Start.AddSeconds(30)));
        rig.Logs.Lines.ShouldContain(static line => line.Text == "down.example rests for 00:00:30: 451 4.4.1 Connection refused");
        rig.Scheduler.WaitReasonOf(rig.Spool.Entries.First(static entry => entry.Attempts == 1))
            .ShouldBe(new WaitReason(WaitKind.RetryTime, "its retry time, after: 451 4.4.1 Connection refused", DeliveryRig.Start.AddMinutes(15)));
    }

    [Fact]
    public async Task The_end_of_a_rest_is_logged_with_its_length()
    {
        await using DeliveryRig rig = await new DeliveryRig().With("down.example").StartAsync();
        bool up = false;
        rig.Transport.OnConnect = _ => Task.FromResult(up ? null : ScriptedTransport.Unreachable());
        await rig.OfferAsync(20, "b@down.example");
        await rig.QuietAsync();
        await rig.AdvanceAsync(TimeSpan.FromSeconds(30));
        up = true;
        await rig.AdvanceAsync(TimeSpan.FromSeconds(60));
        rig.Logs.Lines.ShouldContain(static line => line.Text == "down.example takes mail again; it could not be reached for 00:01:30");
    }

    [Fact]
    public async Task A_rate_of_the_transport()
    {
        await using DeliveryRig rig = await Rig(new TransportSettings { MessageRate = "1/1h" }).StartAsync();
        await rig.OfferAsync(5, "b@dest.example");
        await rig.QuietAsync();
        WaitReason reason = rig.Scheduler.WaitReasonOf(rig.Spool.Entries[0]);
        (reason.Kind, reason.Text).ShouldBe((WaitKind.MessageRate, "messageRate 1/1h of transport remote"));
        reason.Limit.ShouldBe(new WaitLimit("transports.remote.messageRate", "1/1h"));
        reason.Until!.Value.ShouldBeInRange(DeliveryRig.Start.AddMinutes(59), DeliveryRig.Start.AddMinutes(61));
    }

    [Fact]
    public async Task The_connections_of_the_transport()
    {
        await using DeliveryRig rig = await Rig(new TransportSettings { MaxConnections = 1 }).StartAsync();
        var answered = new TaskCompletionSource<TransactionOutcome?>();
        rig.Transport.OnSend = (_, _) => answered.Task;
        await rig.OfferAsync(3, "b@dest.example");
        await rig.QuietAsync();
        rig.Spool.Entries.Select(entry => rig.Scheduler.WaitReasonOf(entry).Kind)
            .ShouldBe([WaitKind.InFlight, WaitKind.ConnectionLimit, WaitKind.ConnectionLimit]);
        rig.Scheduler.WaitReasonOf(rig.Spool.Entries[2]).Limit.ShouldBe(new WaitLimit("transports.remote.maxConnections", "1"));
        answered.SetResult(null);
    }

    [Fact]
    public async Task The_connections_of_the_relay()
    {
        await using DeliveryRig rig = await new DeliveryRig(new RelaySettings { Delivery = new DeliverySettings { MaxConnections = 1 } })
            .With("busy.example", "dest.example").StartAsync();
        var answered = new TaskCompletionSource<TransactionOutcome?>();
        rig.Transport.OnSend = (_, _) => answered.Task;
        await rig.OfferAsync(1, "b@busy.example");
        await DeliveryRig.UntilAsync(() => rig.Transport.Sent.Count == 1);
        await rig.OfferAsync(1, "b@dest.example");
        WaitReason reason = rig.Scheduler.WaitReasonOf(rig.Spool.Entries.Single(static entry => entry.Destination == "dest.example"));
        (reason.Kind, reason.Limit).ShouldBe((WaitKind.ConnectionLimit, new WaitLimit("delivery.maxConnections", "1")));
        answered.SetResult(null);
    }

    [Fact]
    public async Task The_storage_of_the_spool()
    {
        await using DeliveryRig rig = await Rig(new TransportSettings()).StartAsync();
        rig.Spool.CommitFault = static change => change.Updates.Count > 0 ? new IOException("disk trouble") : null;
        await rig.OfferAsync(1, "b@dest.example");
        await DeliveryRig.UntilAsync(() => rig.Scheduler.WaitReasonOf(rig.Spool.Entries[0]).Kind == WaitKind.Storage);
        rig.Spool.CommitFault = static _ => null;

        // The pause before the next try may begin after any one step of the clock.
        await DeliveryRig.UntilAsync(() =>
        {
            rig.Clock.Advance(TimeSpan.FromSeconds(1));
            return rig.Spool.Entries.Count == 0;
        });
        rig.Spool.Entries.ShouldBeEmpty();
    }

    [Fact]
    public async Task Destinations_whose_mail_waits_are_listed_while_it_does()
    {
        await using DeliveryRig rig = await new DeliveryRig().With("down.example", "dest.example").StartAsync();
        bool up = false;
        rig.Transport.OnConnect = _ => Task.FromResult<ConnectOutcome?>(up ? null : ScriptedTransport.Unreachable("Connection refused"));
        await rig.OfferAsync(2, "b@down.example");
        await rig.QuietAsync();
        DestinationWait wait = rig.Scheduler.Waits.ShouldHaveSingleItem();
        (wait.Destination, wait.Reason.Kind, wait.Reason.Until).ShouldBe(("down.example", WaitKind.HostRests, DeliveryRig.Start.AddSeconds(30)));

        up = true;
        await rig.Scheduler.Administration.RetryAsync(new QueueFilter(), default);
        await rig.QuietAsync();
        rig.Scheduler.Waits.ShouldBeEmpty();
        rig.Logs.Lines.Count(static line => line.Text == "down.example rests no longer: an operator has its mail tried at once").ShouldBe(1);
    }

    [Fact]
    public async Task An_operator()
    {
        await using DeliveryRig rig = await Rig(new TransportSettings()).StartAsync();
        rig.Transport.OnConnect = static _ => Task.FromResult<ConnectOutcome?>(ScriptedTransport.Unreachable());
        await rig.AcceptAsync("a@sender.example", "b@dest.example");
        await rig.Scheduler.Administration.HoldAsync(new QueueFilter(), default);
        rig.Scheduler.WaitReasonOf(rig.Spool.Entries.ShouldHaveSingleItem()).Kind.ShouldBe(WaitKind.HeldByOperator);
    }

    [Fact]
    public async Task A_retry_time_with_what_the_host_said_last()
    {
        await using DeliveryRig rig = await Rig(new TransportSettings()).StartAsync();
        rig.Transport.OnSend = static (_, message) =>
            Task.FromResult<TransactionOutcome?>(ScriptedTransport.All(message, new RecipientOutcome.Deferred(new SmtpReply(450, "4.2.1", "Later"))));
        await rig.AcceptAsync("a@sender.example", "b@dest.example");
        rig.Scheduler.WaitReasonOf(rig.Spool.Entries.ShouldHaveSingleItem())
            .ShouldBe(new WaitReason(WaitKind.RetryTime, "its retry time, after: 450 4.2.1 Later", DeliveryRig.Start.AddMinutes(15)));
    }

    [Fact]
    public async Task This_machine_lacks_descriptors_and_no_destination_is_blamed()
    {
        await using DeliveryRig rig = await Rig(new TransportSettings()).StartAsync();
        bool lacking = true;
        rig.Transport.OnConnect = _ =>
            Task.FromResult<ConnectOutcome?>(lacking ? new ConnectOutcome.NoResources(new SmtpReply(451, "4.3.2", "Too many open files")) : null);
        await rig.OfferAsync(5, "b@dest.example");
        await rig.QuietAsync();
        rig.Spool.Entries.ShouldAllBe(static entry => entry.Attempts == 0 && entry.Recipients[0].LastReply == null);
        rig.Scheduler.WaitReasonOf(rig.Spool.Entries[0]).Kind.ShouldBe(WaitKind.LocalResources);
        rig.Scheduler.Status.LocalShortages.ShouldBeGreaterThan(0);
        rig.Logs.Lines.Count(static line => line.Text.Contains("Too many open files", StringComparison.Ordinal)).ShouldBe(1);
        rig.Logs.Lines.ShouldNotContain(static line => line.Text.Contains("rests", StringComparison.Ordinal));
        lacking = false;
        await rig.AdvanceAsync(TimeSpan.FromSeconds(2));
        rig.Spool.Entries.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_rate_of_connections_of_the_transport()
    {
        await using DeliveryRig rig = await Rig(new TransportSettings { ConnectionRate = "1/1h" }).StartAsync();
        rig.Transport.OnSend = static (session, _) =>
        {
            session.IsReusable = false;
            return Task.FromResult<TransactionOutcome?>(null);
        };
        await rig.OfferAsync(3, "b@dest.example");
        await rig.QuietAsync();
        WaitReason reason = rig.Scheduler.WaitReasonOf(rig.Spool.Entries[0]);
        (reason.Kind, reason.Text).ShouldBe((WaitKind.ConnectionRate, "connectionRate 1/1h of transport remote"));
        reason.Limit.ShouldBe(new WaitLimit("transports.remote.connectionRate", "1/1h"));
        reason.Until!.Value.ShouldBeInRange(DeliveryRig.Start.AddMinutes(59), DeliveryRig.Start.AddMinutes(61));
    }

    [Fact]
    public async Task Crashes_in_which_it_was_being_sent()
    {
        await using DeliveryRig rig = await Rig(new TransportSettings()).StartAsync();
        await rig.StoreAsync(1, static _ => "b@dest.example", static entry => entry with { Hold = QueueHold.Quarantine, Crashes = 3 });
        rig.Scheduler.WaitReasonOf(rig.Spool.Entries[0])
            .ShouldBe(new WaitReason(WaitKind.Quarantine, "held by the relay: it was being sent in 3 crashes", null));
    }

    [Fact]
    public async Task Another_message_that_was_being_sent_in_crashes_too()
    {
        await using DeliveryRig rig = await new DeliveryRig().With("one.example", "two.example").StartAsync();
        var answered = new TaskCompletionSource<TransactionOutcome?>();
        rig.Transport.OnSend = (session, _) =>
            session.Route.Destination == "one.example" ? answered.Task : Task.FromResult<TransactionOutcome?>(null);
        foreach (string domain in (string[])["one.example", "two.example"])
        {
            await rig.StoreAsync(1, _ => $"suspect@{domain}", static entry => entry with { Crashes = 2 });
            rig.Scheduler.Announce(domain);
            await rig.QuietAsync();
        }

        rig.Scheduler.WaitReasonOf(rig.Spool.Entries.Single(static entry => entry.Destination == "two.example"))
            .ShouldBe(new WaitReason(WaitKind.Suspects, "it was being sent in crashes; such mail is attempted one message at a time", null));
        answered.SetResult(null);
        await rig.QuietAsync();
        rig.Spool.Entries.ShouldBeEmpty();
    }

    [Fact]
    public async Task Room_for_a_report_about_it()
    {
        await using DeliveryRig rig = await new DeliveryRig().With("dest.example", "sender.example").StartAsync();
        var refused = new RecipientOutcome.Failed(new SmtpReply(550, "5.1.1", "No such user"));
        rig.Transport.OnSend = (session, message) =>
            Task.FromResult<TransactionOutcome?>(session.Route.Destination == "dest.example" ? ScriptedTransport.All(message, refused) : null);
        rig.Spool.CommitFault = static change => change.Messages.Count > 0 && change.Updates.Count > 0 ? new SpoolFullException() : null;
        await rig.AcceptAsync("a@sender.example", "b@dest.example");
        QueueEntry entry = rig.Spool.Entries.ShouldHaveSingleItem();
        rig.Scheduler.WaitReasonOf(entry).ShouldBe(new WaitReason(WaitKind.Report, "a report about it found no room in the spool", entry.DueAt));
    }

    [Fact]
    public async Task Its_turn_to_be_fetched_from_the_spool()
    {
        await using DeliveryRig rig = await Rig(new TransportSettings()).StartAsync();
        await rig.StoreAsync(1, static _ => "b@dest.example");
        rig.Scheduler.WaitReasonOf(rig.Spool.Entries[0])
            .ShouldBe(new WaitReason(WaitKind.Turn, "it is due and about to be fetched from the spool", null));
    }

    private static DeliveryRig Rig(TransportSettings transport) =>
        new DeliveryRig(new RelaySettings { Transports = new Dictionary<string, TransportSettings> { ["remote"] = transport } }).With("dest.example");
}
