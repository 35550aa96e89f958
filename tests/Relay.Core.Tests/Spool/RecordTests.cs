using FsCheck;
using FsCheck.Fluent;
using Relay.Core.Spool.Records;
using Relay.Sdk.Mail;
using Relay.Sdk.Replies;
using Relay.Sdk.Spool;

namespace Relay.Core.Tests.Spool;

public sealed class RecordTests
{
    private static readonly string[] Mailboxes = ["a@b.example", "\"odd one\"@b.example", "grün@xn--gn-wka.example", "x@[192.0.2.1]",
        "y@[IPv6:2001:db8::1]", "_u@a_b.example"];

    [Fact]
    public void Any_message_comes_back_as_it_was() =>
        Prop.ForAll(Messages().ToArbitrary(), message =>
        {
            var writer = new RecordWriter();
            Slice slice = MessageRecord.Write(writer, message, contentSum: 0xfedcba98);
            return MessageRecord.Read(message.Id, writer[slice], out uint? sum) == message && sum == 0xfedcba98;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_entry_comes_back_as_it_was() =>
        Prop.ForAll(Entries().ToArbitrary(), entry =>
        {
            var writer = new RecordWriter();
            Slice slice = EntryRecord.Write(writer, entry);
            QueueEntry back = EntryRecord.Read(writer[slice], Columns(entry), entry.Fence, entry.Message);
            return back.Recipients.SequenceEqual(entry.Recipients) && back with { Recipients = entry.Recipients } == entry;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_record_with_any_octet_changed_or_missing_is_unreadable_and_nothing_worse()
    {
        QueueEntry entry = Entries().Sample(1).First();
        var writer = new RecordWriter();
        byte[] message = writer[MessageRecord.Write(writer, entry.Message, 7)].ToArray();
        byte[] record = writer[EntryRecord.Write(writer, entry)].ToArray();
        for (int i = 0; i < message.Length; i++)
        {
            byte[] changed = [.. message];
            changed[i] ^= 0x10;
            Should.Throw<UnreadableRecordException>(() => MessageRecord.Read(entry.Message.Id, changed));
            Should.Throw<UnreadableRecordException>(() => MessageRecord.Read(entry.Message.Id, message.AsSpan(0, i)));
        }

        for (int i = 0; i < record.Length; i++)
        {
            byte[] changed = [.. record];
            changed[i] ^= 0x01;
            Should.Throw<UnreadableRecordException>(() => EntryRecord.Read(changed, Columns(entry), 0, entry.Message));
        }
    }

    [Fact]
    public void A_record_that_is_sealed_but_nonsense_is_unreadable_and_nothing_worse() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), octets =>
        {
            var writer = new RecordWriter();
            int start = writer.Position;
            writer.Byte((byte)(1 + (octets.Length % 2)));
            octets.CopyTo(writer.Room(octets.Length));
            Slice slice = writer.Seal(start);
            return IsUnreadable(() => MessageRecord.Read(new MessageId(1), writer[slice])) &&
                IsUnreadable(() => EntryRecord.Read(writer[slice], new EntryColumns(1, "d", 0, 0, 0, 0), 0, Messages().Sample(1).First()));
        }).QuickCheckThrowOnFailure();

    // What happens to be readable is fine, too.
    private static bool IsUnreadable(Action read)
    {
        try
        {
            read();
            return true;
        }
        catch (UnreadableRecordException)
        {
            return true;
        }
    }

    private static EntryColumns Columns(QueueEntry entry) =>
        new(entry.EntryId, entry.Destination, entry.DueAt.UtcTicks, entry.ReviewAt.UtcTicks, (int)entry.Hold, entry.Crashes);

    private static Gen<string?> Texts() => Gen.Elements(null, "", "x", "grün – 250 2.0.0 ok", new string('r', 5000));

    private static Gen<SmtpReply?> Replies() => Gen.Elements<SmtpReply?>(
        null, new SmtpReply(450, "4.2.1", "busy"), new SmtpReply(550, EnhancedStatus.None, ""), new SmtpReply(250, "2.0.999", "gru\u00fcn\nzwei"),
        new SmtpReply(354, EnhancedStatus.None, new string('r', 5000)));

    private static Gen<DateTimeOffset> Times() =>
        Gen.Choose(0, int.MaxValue).Select(seconds => DateTimeOffset.UnixEpoch.AddSeconds(seconds).AddTicks(seconds % 7));

    private static Gen<QueuedMessage> Messages() =>
        from id in Gen.Choose(1, int.MaxValue)
        from at in Times()
        from path in Gen.Elements<string?>([null, .. Mailboxes])
        from body in Gen.Elements(Enum.GetValues<BodyType>())
        from dsnReturn in Gen.Elements(Enum.GetValues<DsnReturn>())
        from flags in Gen.Choose(0, 3)
        from envelopeId in Texts()
        from length in Gen.Choose(0, int.MaxValue)
        from origin in Texts()
        from facts in Texts()
        select new QueuedMessage
        {
            Id = new MessageId(id),
            ReceivedAt = at,
            ReversePath = path is null ? ReversePath.Null : ReversePath.From(Mailbox.Parse(path)),
            Body = body,
            Return = dsnReturn,
            SmtpUtf8 = (flags & 1) != 0,
            RequireTls = (flags & 2) != 0,
            EnvelopeId = envelopeId,
            LengthOctets = length * 5L,
            Origin = origin ?? "",
            Facts = facts ?? "",
        };

    private static Gen<QueuedRecipient> Recipients() =>
        from mailbox in Gen.Elements(Mailboxes)
        from notify in Gen.Choose(0, 15)
        from original in Texts()
        from reply in Replies()
        from facts in Texts()
        from settled in Gen.Elements(false, true)
        select new QueuedRecipient
        {
            Mailbox = Mailbox.Parse(mailbox),
            Notify = (DsnNotify)notify,
            OriginalRecipient = original,
            LastReply = reply,
            IsSettled = settled,
            Facts = facts ?? "",
        };

    private static Gen<QueueEntry> Entries() =>
        from message in Messages()
        from recipients in Recipients().NonEmptyListOf()
        from due in Times()
        from attention in Times()
        from attempts in Gen.Choose(0, 100_000)
        from failed in Gen.Choose(0, 1)
        from sent in Gen.Choose(0, 1)
        from facts in Texts()
        from hold in Gen.Elements(Enum.GetValues<QueueHold>())
        select new QueueEntry
        {
            EntryId = attempts + 1,
            Message = message,
            Destination = "dest.example",
            Recipients = [.. recipients],
            DueAt = due,
            ReviewAt = attention,
            Attempts = attempts,
            FirstFailureAt = failed == 1 ? due : null,
            DelayReportSent = sent == 1,
            Hold = hold,
            Crashes = attempts % 4,
            Facts = facts ?? "",
            Fence = attempts,
        };
}
