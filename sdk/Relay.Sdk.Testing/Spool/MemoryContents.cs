using Relay.Sdk.Mail;
using Relay.Sdk.Spool;

namespace Relay.Sdk.Testing.Spool;

/// <summary>The content of a <see cref="MemorySpool"/>.</summary>
internal sealed class MemoryContents(MemoryState state, MemorySpool spool) : ISpoolContent
{
    public bool HasRoom => spool.HasRoom;

    public ValueTask<ISpoolDraft> BeginAsync(MessageId id, bool mayUseReserve, CancellationToken cancellationToken)
    {
        if (!spool.HasRoom && !mayUseReserve)
            throw new SpoolFullException();
        var draft = new MemoryDraft(spool, id, mayUseReserve);
        state.Use(s =>
        {
            s.Drafts.Add(draft);
            return s.Drafts.Count;
        });
        return new ValueTask<ISpoolDraft>(draft);
    }

    public ValueTask<SpooledContent?> OpenAsync(MessageId id, CancellationToken cancellationToken)
    {
        if (spool.ContentFault(id) is { } fault)
            throw fault;
        return new ValueTask<SpooledContent?>(
            state.Use(s => s.Messages.TryGetValue(id, out (QueuedMessage Message, byte[] Content, bool Claimed, int Number) message)
                ? s.Hand(message.Content) : null));
    }
}
