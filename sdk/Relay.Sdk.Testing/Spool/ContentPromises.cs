using Relay.Sdk.Mail;
using Relay.Sdk.Spool;
using static Relay.Sdk.Testing.Spool.SpoolScene;

namespace Relay.Sdk.Testing.Spool;

internal static class ContentPromises
{
    public static IEnumerable<SpoolPromise> All { get; } =
    [
        new("Content of every size comes back octet for octet", ComesBack),
        new("A claimed new message has its content at hand, and so has every entry of it", IsAtHand),
        new("A draft can be read back before the commit", ReadsBack),
        new("A dropped draft leaves nothing behind", DropsDraft),
        new("An id whose draft was dropped can be begun again", BeginsAgain),
        new("Content that is open stays readable while its message is removed", SurvivesRemoval),
        new("The content of a removed message is gone", IsGone),
    ];

    private static IEnumerable<int> Sizes(SpoolScene scene) =>
        new[] { 0, 1, 4095, 4096, 4097, 65536, 5 * 1024 * 1024 }
            .Concat(scene.Thresholds.SelectMany(size => new[] { size - 1, size, size + 1 }))
            .Where(size => size >= 0)
            .Distinct();

    private static async Task ComesBack(SpoolScene scene)
    {
        var stored = new Dictionary<MessageId, byte[]>();
        foreach (int size in Sizes(scene))
        {
            QueuedMessage message = scene.Message(size);
            stored[message.Id] = Content(size, size);
            await scene.CommitAsync(await scene.NewAsync(message, stored[message.Id], claim: false, Entry(message)));
            RequireSame(stored[message.Id], await scene.ReadAsync(message.Id), $"content of {size} octets");
        }

        await scene.ReopenAsync();
        foreach ((MessageId id, byte[] content) in stored)
            RequireSame(content, await scene.ReadAsync(id), $"content of {content.Length} octets after reopening");
    }

    private static async Task IsAtHand(SpoolScene scene)
    {
        foreach (int size in Sizes(scene))
        {
            byte[] content = Content(size, size);
            QueuedMessage message = scene.Message(size);
            SpoolReceipt receipt = await scene.CommitAsync(
                await scene.NewAsync(message, content, claim: true, Entry(message, "one.example"), Entry(message, "two.example")));
            foreach (ClaimedEntry entry in receipt.Entries)
            {
                Require(entry.Content is not null, $"a claimed new message of {size} octets came without content");
                RequireEqual(size, entry.Content!.LengthOctets, "length of the content at hand");
                RequireSame(content, await scene.ReadAsync(entry.Content), $"content at hand of {size} octets");
                entry.Content.Release();
            }
        }
    }

    private static async Task ReadsBack(SpoolScene scene)
    {
        foreach (int size in Sizes(scene))
        {
            byte[] content = Content(size, size);
            QueuedMessage message = scene.Message(size);
            NewMessage made = await scene.NewAsync(message, content, claim: false, Entry(message));
            SpooledContent back = await made.Draft.ReadBackAsync(scene.Cancelled);
            RequireSame(content, await scene.ReadAsync(back), $"a draft of {size} octets read back");
            back.Release();
            await scene.CommitAsync(made);
            RequireSame(content, await scene.ReadAsync(message.Id), $"content of {size} octets that was read back before");
        }
    }

    private static async Task DropsDraft(SpoolScene scene)
    {
        foreach (int size in Sizes(scene))
        {
            QueuedMessage message = scene.Message(size);
            NewMessage made = await scene.NewAsync(message, Content(size), claim: false, Entry(message));
            await made.Draft.DisposeAsync();
            Require(await scene.ReadAsync(message.Id) is null, $"the content of a dropped draft of {size} octets is there");
        }

        SpoolRecovery recovery = await scene.ReopenAsync();
        RequireEqual(0, recovery.Messages, "messages after dropping all drafts");
        RequireEqual(0, recovery.Orphans, "content files left behind by dropped drafts");
    }

    private static async Task BeginsAgain(SpoolScene scene)
    {
        foreach (int size in Sizes(scene))
        {
            QueuedMessage message = scene.Message(size);
            NewMessage dropped = await scene.NewAsync(message, Content(size, 1), claim: false, Entry(message));
            SpooledContent back = await dropped.Draft.ReadBackAsync(scene.Cancelled);
            await dropped.Draft.DisposeAsync();
            await scene.CommitAsync(await scene.NewAsync(message, Content(size, 2), claim: false, Entry(message)));
            RequireSame(Content(size, 1), await scene.ReadAsync(back), $"a draft of {size} octets that was read back and dropped");
            back.Release();
            RequireSame(Content(size, 2), await scene.ReadAsync(message.Id), $"content of {size} octets under an id that was begun twice");
        }

        // A store may still have been removing what was dropped.
        await scene.ReopenAsync();
        foreach (QueueEntry entry in await scene.ListAsync())
            RequireSame(Content((int)entry.Message.LengthOctets, 2), await scene.ReadAsync(entry.Message.Id), "content after reopening");
    }

    private static async Task SurvivesRemoval(SpoolScene scene)
    {
        foreach (int size in Sizes(scene))
        {
            byte[] content = Content(size, size);
            QueuedMessage message = scene.Message(size);
            SpoolReceipt receipt = await scene.CommitAsync(await scene.NewAsync(message, content, claim: true, Entry(message)));
            receipt.Entries[0].Content?.Release();
            SpooledContent? opened = await scene.Store.Content.OpenAsync(message.Id, scene.Cancelled);
            Require(opened is not null, "content cannot be opened");
            await scene.CommitAsync(new EntryUpdate(receipt.Entries[0].Entry, null));
            RequireSame(content, await scene.ReadAsync(opened!), $"content of {size} octets, opened before its message was removed");
            opened!.Release();
        }
    }

    private static async Task IsGone(SpoolScene scene)
    {
        foreach (int size in Sizes(scene))
        {
            QueuedMessage message = scene.Message(size);
            SpoolReceipt receipt = await scene.CommitAsync(await scene.NewAsync(message, Content(size), claim: true, Entry(message)));
            receipt.Entries[0].Content?.Release();
            await scene.CommitAsync(new EntryUpdate(receipt.Entries[0].Entry, null));
            Require(await scene.ReadAsync(message.Id) is null, $"the content of a removed message of {size} octets is there");
        }

        SpoolRecovery recovery = await scene.ReopenAsync();
        RequireEqual(0, recovery.Messages, "messages after removing all");
        RequireEqual(0, recovery.Orphans, "content files left behind by removed messages");
    }
}
