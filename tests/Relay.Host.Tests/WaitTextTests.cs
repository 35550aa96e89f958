using Relay.Core.Scheduling.Destinations;
using Relay.Host.Admin;
using Relay.Host.Commands;
using Relay.Host.Queue;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;
using Relay.Sdk.Testing.Spool;

namespace Relay.Host.Tests;

/// <summary>Whatever mail waits for, the list of the queue has words for it, and the status a number.</summary>
public sealed class WaitTextTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 5, 8, 0, 0, TimeSpan.Zero);

    public static TheoryData<string, string> Words() => new()
    {
        { nameof(WaitKind.InFlight), "being sent" },
        { nameof(WaitKind.Turn), "now" },
        { nameof(WaitKind.RetryTime), "now" },
        { nameof(WaitKind.HostRests), "30s: why" },
        { nameof(WaitKind.MessageRate), "30s: why" },
        { nameof(WaitKind.ConnectionRate), "30s: why" },
        { nameof(WaitKind.ConnectionLimit), "30s: why" },
        { nameof(WaitKind.Dns), "30s: why" },
        { nameof(WaitKind.LocalResources), "30s: why" },
        { nameof(WaitKind.Storage), "30s: why" },
        { nameof(WaitKind.HeldByOperator), "held" },
        { nameof(WaitKind.Quarantine), "quarantined" },
        { nameof(WaitKind.Suspects), "30s: why" },
        { nameof(WaitKind.Report), "30s: why" },
    };

    [Theory]
    [MemberData(nameof(Words))]
    public void Each_reason_has_its_words_in_the_list(string kind, string words) =>
        WaitText.Of(View(Enum.Parse<WaitKind>(kind)), Now).ShouldBe(words);

    [Fact]
    public void No_reason_is_forgotten() =>
        Words().Select(static row => row.Data.Item1).ShouldBe(Enum.GetNames<WaitKind>());

    [Fact]
    public async Task The_status_counts_the_oldest_entries_of_a_long_queue_and_says_that_there_are_more()
    {
        var spool = new MemorySpool();
        var message = new QueuedMessage { Id = new MessageId(1), ReceivedAt = Now, ReversePath = ReversePath.Null, LengthOctets = 0 };
        ISpoolDraft draft = await spool.Content.BeginAsync(message.Id, mayUseReserve: false, TestContext.Current.CancellationToken);
        QueueEntry[] entries = [.. Enumerable.Range(0, QueueCensus.MaxEntries + 1).Select(_ => Entry(message))];
        var change = new SpoolChange { Messages = [new NewMessage(message, draft, entries, Claim: false)] };
        await spool.Queue.CommitAsync(change, TestContext.Current.CancellationToken);

        QueueCensus census = (await QueueCensus.TakeAsync(
            spool.Queue,
            static entry => new WaitReason(entry.EntryId % 2 == 0 ? WaitKind.Turn : WaitKind.Report, "why", null),
            TestContext.Current.CancellationToken))!;

        (census.Counted, census.IsComplete).ShouldBe((QueueCensus.MaxEntries, false));
        census.Reasons.ShouldBe([new(WaitKind.Turn, QueueCensus.MaxEntries / 2), new(WaitKind.Report, QueueCensus.MaxEntries / 2)]);
    }

    private static QueueView View(WaitKind kind)
    {
        var message = new QueuedMessage { Id = new MessageId(1), ReceivedAt = Now, ReversePath = ReversePath.Null, LengthOctets = 0 };
        QueueHold hold = kind switch
        {
            WaitKind.HeldByOperator => QueueHold.Operator,
            WaitKind.Quarantine => QueueHold.Quarantine,
            _ => QueueHold.None,
        };
        return QueueView.Of(Entry(message) with { Hold = hold }) with { Waits = new WaitReason(kind, "why", Now.AddSeconds(30)) };
    }

    private static QueueEntry Entry(QueuedMessage message) => new()
    {
        Message = message,
        Destination = "dest.example",
        Recipients = [new QueuedRecipient { Mailbox = Mailbox.Parse("b@dest.example") }],
        DueAt = Now,
        ReviewAt = Now,
    };
}
