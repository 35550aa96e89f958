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
        string[] ways = [.. outbox.GroupBy(static notice => notice.Notice.MessageId).Select(static message => string.Join(' ', message.Select(static notice => notice.Notice.Name)))];
        ways.Order().ShouldBe(new[]
        {
            "msg:delivery msg:complete", // delivered
            "msg:fail:delivery msg:complete", // refused
            "msg:queued msg:delivery msg:complete", // the report about the refused one
            "msg:queued msg:delivery msg:complete", // about the bounced one
            "msg:queued msg:delivery msg:complete", // about the expired one
            "msg:rcpt:host:defer msg:rcpt:defer msg:fail:internal msg:complete", // removed
            "msg:rcpt:host:defer msg:rcpt:defer msg:fail:internal msg:complete", // bounced
            string.Concat(Enumerable.Repeat("msg:rcpt:host:defer msg:rcpt:defer ", 5)) + "msg:fail:internal msg:complete", // its time ran out between two attempts
        });
        sender.Messages.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Each_recipient_has_one_end_and_each_message_one_completion_whatever_the_hosts_say()
    {
        const int Messages = 40;
        var tries = new ConcurrentDictionary<string, int>();
        await using ScriptedHost sender = ScriptedHost.Start(new HostManners());
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
            MessageId id = await rig.AcceptAsync([.. Enumerable.Range(0, recipients).Select(n => $"r{(7 * i) + n}@{(i % 10 == 9 ? "nowhere" : "dest")}.example")]);
            accepted.Add(id, recipients);
        }

        await rig.QuietAsync();
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
            RecipientNotice[] ends = [.. message.OfType<RecipientNotice>().Where(static notice => notice is RecipientDelivered or RecipientFailed or RecipientGivenUp)];
            ends.Select(static end => end.Recipient).ShouldBeUnique();
            ends.Length.ShouldBe(accepted.GetValueOrDefault(message.Key, 1), "a report has one recipient");
        }

        // The same for each recipient and try, so that every run has the same course.
        string? Moody(string command)
        {
            bool isRecipient = command.StartsWith("RCPT", StringComparison.Ordinal);
            if (!isRecipient)
                return null;
            int recipient = int.Parse(command.AsSpan("RCPT TO:<r".Length)[..(command.IndexOf('@') - "RCPT TO:<r".Length)], CultureInfo.InvariantCulture);
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
        return command.StartsWith("RCPT", StringComparison.Ordinal) && !command.StartsWith("RCPT TO:<delivered@", StringComparison.Ordinal) ? "450 4.2.1 later" : null;
    }
}
