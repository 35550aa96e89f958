using Relay.Core.Delivery;
using Relay.Core.Handlers;
using Relay.Core.Reports;
using Relay.Core.Settings;
using Relay.Sdk.Mail;
using Relay.Sdk.Replies;
using Relay.Sdk.Spool;

namespace Relay.Core.Tests.Scheduling;

public sealed class ReportTests
{
    private static readonly SmtpReply Ok = new(250, "2.0.0", "ok");
    private static readonly SmtpReply No = new(550, "5.1.1", "No such user");
    private static readonly SmtpReply Later = new(450, "4.2.1", "Later");

    public static TheoryData<string, DsnNotify, string, bool, string> Cases()
    {
        var cases = new TheoryData<string, DsnNotify, string, bool, string>();
        foreach (string from in (string[])["a@sender.example", ""])
        {
            foreach (DsnNotify notify in (DsnNotify[])[DsnNotify.Unspecified, DsnNotify.Never, DsnNotify.Success, DsnNotify.Failure, DsnNotify.Delay,
                DsnNotify.Success | DsnNotify.Failure, DsnNotify.Success | DsnNotify.Failure | DsnNotify.Delay])
            {
                foreach (bool passedOn in (bool[])[false, true])
                {
                    bool success = from.Length > 0 && !passedOn && notify.HasFlag(DsnNotify.Success);
                    bool failure = from.Length > 0 && (notify == DsnNotify.Unspecified || notify.HasFlag(DsnNotify.Failure));
                    cases.Add(from, notify, "delivered", passedOn, success ? "Relayed" : "");
                    cases.Add(from, notify, "failed", passedOn, failure ? "Failure" : "");
                    cases.Add(from, notify, "deferred", passedOn, "");
                }
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_report_is_sent_when_it_is_owed_and_only_then(string from, DsnNotify notify, string outcome, bool passedOn, string expected)
    {
        await using DeliveryRig rig = await new DeliveryRig().With("dest.example", "sender.example").StartAsync();
        rig.Transport.OnSend = (session, message) =>
            Task.FromResult<TransactionOutcome?>(session.Route.Destination != "dest.example" ? null : new([Outcome(outcome)], passedOn));
        await rig.OfferAsync(from, [new QueuedRecipient { Mailbox = Mailbox.Parse("b@dest.example"), Notify = notify }]);
        await rig.QuietAsync();
        string.Join(' ', rig.Reports.Requests.Select(static r => r.Kind)).ShouldBe(expected);
        rig.Spool.Entries.Count.ShouldBe(outcome == "deferred" ? 1 : 0);
    }

    [Fact]
    public async Task Failure_and_success_of_one_message_make_two_reports_that_name_their_recipients()
    {
        await using DeliveryRig rig = await new DeliveryRig().With("dest.example", "sender.example").StartAsync();
        rig.Transport.OnSend = static (session, message) => Task.FromResult<TransactionOutcome?>(message.Recipients.Count != 4 ? null : new(
            [Outcome("delivered"), Outcome("failed"), Outcome("deferred"), Outcome("failed")], false));
        DsnNotify all = DsnNotify.Success | DsnNotify.Failure | DsnNotify.Delay;
        await rig.OfferAsync(
            "a@sender.example", [.. "bcde".Select(c => new QueuedRecipient { Mailbox = Mailbox.Parse($"{c}@dest.example"), Notify = all })]);
        await rig.QuietAsync();
        ReportRequest failure = rig.Reports.Requests.First();
        (failure.Kind, failure.ReportingMta, failure.From.ToString()).ShouldBe((ReportKind.Failure, "relay.example", "MAILER-DAEMON@relay.example"));
        failure.Recipients.Select(static r => (r.Recipient.Mailbox.LocalPart, r.Reply, r.RemoteMta))
            .ShouldBe([("c", No, "dest.example"), ("e", No, "dest.example")]);
        failure.Content.ShouldNotBeNull();
        rig.Reports.Requests.Last().Recipients.ShouldHaveSingleItem().Recipient.Mailbox.LocalPart.ShouldBe("b");
        rig.Spool.Entries.ShouldHaveSingleItem().Recipients.ShouldHaveSingleItem().Mailbox.LocalPart.ShouldBe("d");
    }

    [Fact]
    public async Task Recipients_of_several_domains_that_one_attempt_refuses_make_one_report()
    {
        var settings = new RelaySettings { Routes = [new RouteSettings { Via = "smart.example" }] };
        await using DeliveryRig rig = await new DeliveryRig(settings).With("smart.example").StartAsync();
        rig.Transport.OnSend = static (_, message) => Task.FromResult<TransactionOutcome?>(message.Message.ReversePath.IsNull ? null : new(
            [.. Enumerable.Range(1, message.Recipients.Count)
                .Select(static RecipientOutcome (i) => new RecipientOutcome.Failed(new SmtpReply(550, "5.1.1", $"Unknown {i}")))], false));
        await rig.AcceptAsync("a@sender.example", "b@one.example", "c@two.example", "d@three.example");
        rig.Reports.Requests.ShouldHaveSingleItem().Recipients.Select(static r => $"{r.Recipient.Mailbox} {r.Reply.Text}")
            .ShouldBe(["b@one.example Unknown 1", "c@two.example Unknown 2", "d@three.example Unknown 3"]);
    }

    [Fact]
    public async Task A_report_is_a_message_with_a_null_reverse_path_that_makes_no_report_itself()
    {
        await using DeliveryRig rig = await new DeliveryRig().With("dest.example", "sender.example").StartAsync();
        rig.Transport.OnSend = static (_, _) => Task.FromResult<TransactionOutcome?>(new([Outcome("failed")], false));
        await rig.AcceptAsync("a@sender.example", "b@dest.example");
        rig.Transport.Sent.Select(static s => s.Message.Message.ReversePath.ToString()).ShouldBe(["a@sender.example", ""]);
        rig.Transport.Sent.Last().Message.Recipients[0].Mailbox.ToString().ShouldBe("a@sender.example");
        rig.Reports.Requests.ShouldHaveSingleItem();
        rig.Spool.Entries.ShouldBeEmpty();
        rig.Spool.Contents.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_report_and_the_end_of_the_entry_are_stored_together()
    {
        await using DeliveryRig rig = await new DeliveryRig().With("dest.example", "sender.example").StartAsync();
        var changes = new List<SpoolChange>();
        rig.Spool.CommitFault = change =>
        {
            changes.Add(change);
            return null;
        };
        rig.Transport.OnSend = static (session, _) =>
            Task.FromResult<TransactionOutcome?>(session.Route.Destination == "dest.example" ? new([Outcome("failed")], false) : null);
        await rig.AcceptAsync("a@sender.example", "b@dest.example");
        SpoolChange both = changes.Single(static c => c.Messages.Count > 0 && c.Updates.Count > 0);
        both.Updates.ShouldHaveSingleItem().Next.ShouldBeNull();
        both.Messages.ShouldHaveSingleItem().Entries[0].Recipients[0].Notify.ShouldBe(DsnNotify.Never);
    }

    [Fact]
    public async Task Without_room_for_the_report_the_recipient_stays_in_the_queue_and_the_delivered_one_does_not()
    {
        await using DeliveryRig rig = await new DeliveryRig().With("dest.example", "sender.example").StartAsync();
        rig.Transport.OnSend = static (session, message) => Task.FromResult<TransactionOutcome?>(
            session.Route.Destination != "dest.example" ? null
                : new([.. message.Recipients.Select(static r => Outcome(r.Mailbox.LocalPart == "b" ? "delivered" : "failed"))], false));
        bool full = true;

        // Only a report comes with the outcome that owes it.
        rig.Spool.CommitFault = change => full && change.Messages.Count > 0 && change.Updates.Count > 0 ? new SpoolFullException() : null;
        await rig.OfferAsync("a@sender.example", [.. "bc".Select(static c => new QueuedRecipient { Mailbox = Mailbox.Parse($"{c}@dest.example") })]);
        await rig.QuietAsync();
        rig.Spool.Entries.ShouldHaveSingleItem().Recipients.ShouldHaveSingleItem().Mailbox.LocalPart.ShouldBe("c");
        rig.Spool.Claimed.ShouldBeEmpty();
        full = false;
        await rig.AdvanceAsync(TimeSpan.FromMinutes(5));
        rig.Spool.Entries.ShouldBeEmpty();
        rig.Transport.Sent.Count.ShouldBe(2, "nobody is attempted again for a report");
        rig.Transport.Sent.Last().Message.Recipients[0].Mailbox.ToString().ShouldBe("a@sender.example");
    }

    [Fact]
    public async Task No_report_is_dropped_on_a_full_disk_and_nothing_is_delivered_or_told_again_for_it()
    {
        await using DeliveryRig rig = await new DeliveryRig(handlers: NoHandlers.OutboxAlone).With("dest.example", "sender.example").StartAsync();
        rig.Transport.OnSend = static (session, message) => Task.FromResult<TransactionOutcome?>(
            session.Route.Destination != "dest.example" ? null
                : new([.. message.Recipients.Select(static r => Outcome(r.Mailbox.LocalPart))], false));
        bool full = true;
        rig.Spool.CommitFault = change => full && change.Messages.Count > 0 && change.Updates.Count > 0 ? new SpoolFullException() : null;
        string[] names = ["delivered", "deferred", "failed"];
        await rig.OfferAsync(
            "a@sender.example",
            [.. names.Select(static n => new QueuedRecipient { Mailbox = Mailbox.Parse($"{n}@dest.example"),
                Notify = DsnNotify.Success | DsnNotify.Failure })]);
        await rig.QuietAsync();
        rig.Spool.Entries.ShouldHaveSingleItem().Recipients.Select(static r => (r.Mailbox.LocalPart, r.IsSettled))
            .ShouldBe([("delivered", true), ("deferred", false), ("failed", true)]);
        int told = rig.Spool.Notices.Count;

        // Beyond the first retry of the one that is left.
        await rig.AdvanceAsync(TimeSpan.FromMinutes(20), TimeSpan.FromMinutes(1));
        rig.Transport.Sent.Last().Message.Recipients.ShouldHaveSingleItem().Mailbox.LocalPart.ShouldBe("deferred");
        rig.Spool.Notices.Count.ShouldBe(told + 1);
        rig.Spool.Notices.Select(static n => n.EventId).Distinct().Count().ShouldBe(told + 1);
        rig.Spool.Contents.ShouldHaveSingleItem();

        full = false;
        await rig.RestartAsync();
        await rig.AdvanceAsync(TimeSpan.FromMinutes(5));
        rig.Spool.Entries.ShouldHaveSingleItem().Recipients.ShouldHaveSingleItem().Mailbox.LocalPart.ShouldBe("deferred");
        rig.Reports.Requests.TakeLast(2).Select(static r => (r.Kind, r.Recipients.Single().Recipient.Mailbox.LocalPart, r.Recipients.Single().Reply))
            .ShouldBe(
            [(ReportKind.Failure, "failed", No), (ReportKind.Relayed, "delivered", Ok)]);
        rig.Transport.Sent.Count(static s => s.Message.Message.ReversePath.IsNull).ShouldBe(2);
    }

    [Fact]
    public async Task Reports_that_could_not_be_stored_hold_up_nothing_and_are_written_anew()
    {
        await using DeliveryRig rig = await new DeliveryRig().With("dest.example", "sender.example").StartAsync();
        rig.Transport.OnSend = static (session, _) =>
            Task.FromResult<TransactionOutcome?>(session.Route.Destination == "dest.example" ? new([Outcome("failed")], false) : null);
        await rig.StoreAsync(20, static _ => "b@dest.example");
        var disk = new TaskCompletionSource();
        rig.Spool.CommitDelay = () => disk.Task;
        rig.Spool.CommitFault = static change => change.Messages.Count > 0 ? new IOException("the disk is in trouble") : null;
        rig.Scheduler.Announce("dest.example");
        await DeliveryRig.UntilAsync(() => rig.Transport.Sent.Count == 20);
        disk.SetResult();
        await rig.QuietAsync();
        rig.Spool.Entries.Count.ShouldBe(20);
        rig.Spool.Entries.ShouldAllBe(static e => e.Recipients[0].IsSettled);
        rig.Spool.CommitFault = static _ => null;
        await rig.AdvanceAsync(TimeSpan.FromMinutes(5));
        rig.Spool.Entries.ShouldBeEmpty();
        rig.Transport.Sent.Count(static s => s.Message.Message.ReversePath.IsNull && s.Message.Recipients[0].Mailbox.LocalPart == "a").ShouldBe(20);
    }

    private static RecipientOutcome Outcome(string name) => name switch
    {
        "delivered" => new RecipientOutcome.Delivered(Ok),
        "failed" => new RecipientOutcome.Failed(No),
        _ => new RecipientOutcome.Deferred(Later),
    };
}
