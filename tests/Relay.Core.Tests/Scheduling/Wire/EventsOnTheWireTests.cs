using System.Collections.Concurrent;
using System.Globalization;
using Relay.Core.Handlers;
using Relay.Core.Settings;
using Relay.Sdk.Events;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;
using Relay.Sdk.Testing.Hosts;

namespace Relay.Core.Tests.Scheduling.Wire;

/// <summary>What the outbox of the embedded spool holds when mail has left the queue in each of its ways.</summary>
public sealed class EventsOnTheWireTests
{
    // What their host says to reports: 250, 550, and 450 for as long as it is asked.
    private static readonly string[] Senders = ["glad", "gone", "busy"];

    [Fact]
    public async Task A_recipient_that_one_host_defers_and_the_next_one_takes_is_deferred_at_the_host_alone()
    {
        await using ScriptedHost first = ScriptedHost.Start(new HostManners { Answer = GiveUpAtTheSecond });
        await using ScriptedHost second = ScriptedHost.Start(new HostManners());
        string via = $"mx1.example:{first.EndPoint.Port}, mx2.example:{second.EndPoint.Port}";
        RouteSettings route = WireRig.Route("dest.example", 0) with { Via = via };
        await using WireRig rig = await WireRig.StartAsync(new RelaySettings { Routes = [route] }, NoHandlers.OutboxAlone);
        await rig.AcceptAsync(["a@dest.example", "b@dest.example"]);
        await rig.QuietAsync();

        MessageNotice[] notices = [.. (await rig.Spool.Outbox.ReadAsync(0, 100, CancellationToken.None)).Select(static kept => kept.Notice)];
        string.Join(' ', notices.Select(static notice => notice.Name))
            .ShouldBe("msg:host:defer msg:rcpt:host:defer msg:delivery msg:delivery msg:complete");
        RecipientHostDeferred deferred = notices.OfType<RecipientHostDeferred>().ShouldHaveSingleItem();
        (deferred.Recipient.ToString(), deferred.Data, deferred.Attempt!.Host, deferred.Attempt.Trouble)
            .ShouldBe(("a@dest.example", "450 4.2.1 later", "mx1.example", DeliveryTrouble.Reply));
        notices.OfType<RecipientDelivered>().ShouldAllBe(static delivered => delivered.Attempt!.Host == "mx2.example");
        second.Messages.ShouldHaveSingleItem().Recipients.Count.ShouldBe(2);

        static string? GiveUpAtTheSecond(string command) => command switch
        {
            _ when command.StartsWith("RCPT TO:<a@", StringComparison.Ordinal) => "450 4.2.1 later",
            _ when command.StartsWith("RCPT TO:<b@", StringComparison.Ordinal) => "421 4.3.2 closing",
            _ => null,
        };
    }

    [Fact]
    public async Task A_recipient_whose_address_the_host_cannot_take_fails_for_what_is_not_offered()
    {
        await using ScriptedHost host = ScriptedHost.Start(new HostManners { Capabilities = ["8BITMIME"] });
        await using ScriptedHost sender = ScriptedHost.Start(new HostManners());
        await using WireRig rig = await WireRig.StartAsync(
            new RelaySettings { Routes = [WireRig.Route("dest.example", host.EndPoint.Port), WireRig.Route("sender.example", sender.EndPoint.Port)] },
            NoHandlers.OutboxAlone);
        await rig.AcceptAsync(["grün@dest.example", "b@dest.example"]);
        await rig.QuietAsync();

        MessageNotice[] notices = [.. (await rig.Spool.Outbox.ReadAsync(0, 100, CancellationToken.None)).Select(static kept => kept.Notice)];
        notices.OfType<RecipientFailed>().ShouldHaveSingleItem().Attempt!.Trouble.ShouldBe(DeliveryTrouble.NotOffered);
        notices.OfType<RecipientDelivered>().ShouldContain(static delivered => delivered.Recipient.LocalPart == "b"
            && delivered.Attempt!.Trouble == DeliveryTrouble.None);
    }

    [Fact]
    public async Task Each_message_has_its_outcome_and_then_one_completion_however_it_leaves()
    {
        await using ScriptedHost sender = ScriptedHost.Start(new HostManners());
        await using ScriptedHost host = ScriptedHost.Start(new HostManners { Answer = Answer });
        await using WireRig rig = await WireRig.StartAsync(
            new RelaySettings
            {
                Routes = [WireRig.Route("dest.example", host.EndPoint.Port), WireRig.Route("sender.example", sender.EndPoint.Port)],
                Retry = [new RetrySettings { Rule = "F,10d,1d" }],
                Reports = new ReportSettings { DelayNotice = TimeSpan.Zero },
            },
            NoHandlers.OutboxAlone);
        foreach (string name in (string[])["delivered", "refused", "removed", "bounced", "expired"])
            await rig.AcceptAsync($"{name}@dest.example");
        await rig.QuietAsync();
        await rig.Scheduler.Administration.RemoveAsync(new QueueFilter { Recipient = "removed@dest.example" }, CancellationToken.None);
        await rig.Scheduler.Administration.BounceAsync(new QueueFilter { Recipient = "bounced@dest.example" }, "no", CancellationToken.None);
        await rig.QuietAsync();
        await rig.AdvanceAsync(TimeSpan.FromDays(5), TimeSpan.FromDays(1));

        (await rig.QueueAsync()).ShouldBeEmpty();
        IReadOnlyList<OutboxNotice> outbox = await rig.Spool.Outbox.ReadAsync(0, 1000, CancellationToken.None);
        outbox.Select(static notice => notice.Notice.EventId).Distinct().Count().ShouldBe(outbox.Count);
        string[] ways = [.. outbox.GroupBy(static notice => notice.Notice.MessageId)
            .Select(static message => string.Join(' ', message.Select(static notice => notice.Notice.Name)))];
        ways.Order().ShouldBe(new[]
        {
            "msg:delivery msg:complete", // delivered
            "msg:fail:delivery msg:complete", // refused
            "msg:queued msg:delivery msg:complete", // the report about the refused one
            "msg:queued msg:delivery msg:complete", // about the bounced one
            "msg:queued msg:delivery msg:complete", // about the expired one
            "msg:rcpt:host:defer msg:rcpt:defer msg:fail:internal msg:complete", // removed
            "msg:rcpt:host:defer msg:rcpt:defer msg:fail:internal msg:complete", // bounced
            // its time ran out between two attempts
            string.Concat(Enumerable.Repeat("msg:rcpt:host:defer msg:rcpt:defer ", 5)) + "msg:fail:internal msg:complete",
        });
        sender.Messages.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Each_recipient_has_one_end_and_each_message_one_completion_whatever_the_hosts_say()
    {
        const int Messages = 40;
        var tries = new ConcurrentDictionary<string, int>();
        await using ScriptedHost sender = ScriptedHost.Start(new HostManners { Answer = ToReports });
        await using ScriptedHost host = ScriptedHost.Start(new HostManners { Answer = Moody });
        await using WireRig rig = await WireRig.StartAsync(
            new RelaySettings
            {
                Routes = [WireRig.Route("dest.example", host.EndPoint.Port), WireRig.Route("sender.example", sender.EndPoint.Port)],
                Retry = [new RetrySettings { Rule = "F,10d,6h" }],
            },
            NoHandlers.OutboxAlone);
        var accepted = new Dictionary<MessageId, int>();
        for (int i = 0; i < Messages; i++)
        {
            int recipients = 1 + (i % 3);
            MessageId id = await rig.AcceptAsync(
                [.. Enumerable.Range(0, recipients).Select(n => $"r{(7 * i) + n}@{(i % 10 == 9 ? "nowhere" : "dest")}.example")],
                from: $"{Senders[i / 3 % Senders.Length]}@sender.example");
            accepted.Add(id, recipients);
        }

        await rig.QuietAsync();
        await rig.AdvanceAsync(TimeSpan.FromDays(6), TimeSpan.FromHours(6));

        // The reports about what had no time left have not more of it than other mail.
        await rig.AdvanceAsync(TimeSpan.FromDays(6), TimeSpan.FromHours(6));

        (await rig.QueueAsync()).ShouldBeEmpty();
        MessageNotice[] notices = [.. (await rig.Spool.Outbox.ReadAsync(0, 10_000, CancellationToken.None)).Select(static kept => kept.Notice)];
        notices.Select(static notice => notice.EventId).ShouldBeUnique();
        notices.OfType<RecipientDelivered>().ShouldNotBeEmpty();
        notices.OfType<RecipientFailed>().ShouldNotBeEmpty();
        notices.OfType<RecipientGivenUp>().ShouldNotBeEmpty();
        IGrouping<MessageId, MessageNotice>[] each = [.. notices.GroupBy(static notice => notice.MessageId)];
        each.Length.ShouldBeGreaterThan(Messages, "reports are messages too");
        foreach (IGrouping<MessageId, MessageNotice> message in each)
        {
            message.OfType<MessageCompleted>().ShouldHaveSingleItem();
            message.Last().ShouldBeOfType<MessageCompleted>();
            RecipientNotice[] ends = [.. message.OfType<RecipientNotice>()
                .Where(static notice => notice is RecipientDelivered or RecipientFailed or RecipientGivenUp)];
            ends.Select(static end => end.Recipient).ShouldBeUnique();
            ends.Length.ShouldBe(accepted.GetValueOrDefault(message.Key, 1), "a report has one recipient");
        }

        RecipientNotice[] ofReports = [.. notices.OfType<RecipientNotice>().Where(notice => !accepted.ContainsKey(notice.MessageId))];
        ofReports.OfType<RecipientDelivered>().ShouldAllBe(static end => end.Recipient.LocalPart == "glad");
        ofReports.OfType<RecipientDelivered>().ShouldNotBeEmpty();
        ofReports.OfType<RecipientFailed>().ShouldContain(static end => end.Recipient.LocalPart == "gone");
        ofReports.Where(static end => end is RecipientGivenUp or RecipientFailed)
            .ShouldContain(static end => end.Recipient.LocalPart == "busy", "its time ran out");

        static string? ToReports(string command) => command switch
        {
            _ when command.StartsWith("RCPT TO:<gone@", StringComparison.Ordinal) => "550 5.1.1 no such user",
            _ when command.StartsWith("RCPT TO:<busy@", StringComparison.Ordinal) => "450 4.2.1 later",
            _ => null,
        };

        // The same for each recipient and try, so that every run has the same course.
        string? Moody(string command)
        {
            bool isRecipient = command.StartsWith("RCPT", StringComparison.Ordinal);
            if (!isRecipient)
                return null;
            int recipient = int.Parse(command.AsSpan("RCPT TO:<r".Length)[..(command.IndexOf('@') - "RCPT TO:<r".Length)],
                CultureInfo.InvariantCulture);
            int attempt = tries.AddOrUpdate(command, 1, static (_, before) => before + 1);
            return (((recipient * 31) + (attempt * 17)) % 5) switch
            {
                0 => "450 4.2.1 later",
                1 => "550 5.1.1 no such user",
                2 => "421 4.3.2 closing",
                _ => null,
            };
        }
    }

    private static string? Answer(string command)
    {
        if (command.StartsWith("RCPT TO:<refused@", StringComparison.Ordinal))
            return "550 5.1.1 no such user";
        return command.StartsWith("RCPT", StringComparison.Ordinal)
            && !command.StartsWith("RCPT TO:<delivered@", StringComparison.Ordinal) ? "450 4.2.1 later" : null;
    }
}
