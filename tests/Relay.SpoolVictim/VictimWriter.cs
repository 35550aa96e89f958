using Relay.Sdk.Mail;
using Relay.Sdk.Spool;

namespace Relay.SpoolVictim;

/// <summary>Stores messages, and completes two of three of them.</summary>
public sealed class VictimWriter(ISpoolStore spool, Words words, long firstId, int step)
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    public async Task RunAsync(int messages)
    {
        for (int i = 0; i < messages; i++)
        {
            var id = new MessageId(firstId + ((long)i * step));
            try
            {
                await RunAsync(id);
            }
            catch (SpoolFullException)
            {
                words.Say("full", id);
            }
            catch (IOException)
            {
                // A disk that fails: what was said so far holds.
                words.Say("failed", id);
            }
        }
    }

    private async Task RunAsync(MessageId id)
    {
        SpoolReceipt receipt = await StoreAsync(id);
        words.Say("stored", id);
        if (id.Value % 3 == 0)
        {
            await spool.Queue.ReleaseAsync(receipt.Entries, CancellationToken.None);
            return;
        }

        words.Say("removing", id);
        foreach (ClaimedEntry entry in receipt.Entries)
        {
            await spool.Queue.MarkInFlightAsync(entry.Entry, CancellationToken.None);
            entry.Content?.Release();
            await spool.Queue.CommitAsync(new SpoolChange { Updates = [new EntryUpdate(entry.Entry, null)], CompletedAt = Noon },
                CancellationToken.None);
        }

        words.Say("removed", id);
    }

    private async Task<SpoolReceipt> StoreAsync(MessageId id)
    {
        byte[] content = VictimMail.ContentOf(id);
        ISpoolDraft draft = await spool.Content.BeginAsync(id, mayUseReserve: false, CancellationToken.None);
        content.CopyTo(draft.GetSpan(Math.Max(content.Length, 1)));
        draft.Advance(content.Length);
        await draft.FlushAsync(CancellationToken.None);
        var message = new QueuedMessage
        {
            Id = id,
            ReceivedAt = Noon,
            ReversePath = ReversePath.From(Mailbox.Parse("sender@client.example")),
            LengthOctets = content.Length,
        };
        QueueEntry[] entries =
        [
            .. Enumerable.Range(0, VictimMail.EntriesOf(id)).Select(number => new QueueEntry
            {
                Message = message,
                Destination = $"d{number}.example",
                Recipients = [new QueuedRecipient { Mailbox = Mailbox.Parse($"user@d{number}.example") }],
                DueAt = Noon,
                ReviewAt = Noon.AddYears(1),
            }),
        ];
        return await spool.Queue.CommitAsync(new SpoolChange { Messages = [new NewMessage(message, draft, entries, Claim: true)] },
            CancellationToken.None);
    }
}
