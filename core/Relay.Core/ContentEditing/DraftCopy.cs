using Relay.Sdk.Mail;
using Relay.Sdk.Spool;

namespace Relay.Core.ContentEditing;

/// <summary>Writes content into a draft, a stretch at a time.</summary>
internal static class DraftCopy
{
    private const int CopyOctets = 64 * 1024;

    /// <summary>Begins a draft with the content in it.</summary>
    /// <exception cref="IOException">It cannot be stored; nothing is left of it.</exception>
    public static async ValueTask<ISpoolDraft> WriteAsync(ISpoolContent contents, MessageId id, bool mayUseReserve, IMessageContent content,
        CancellationToken cancellationToken)
    {
        ISpoolDraft draft = await contents.BeginAsync(id, mayUseReserve, cancellationToken);
        try
        {
            Stream stream = await content.OpenReadAsync(cancellationToken);
            await using (stream)
                await AppendAsync(draft, stream, cancellationToken);
            return draft;
        }
        catch
        {
            await draft.DisposeAsync();
            throw;
        }
    }

    /// <summary>Appends what a stream still has.</summary>
    public static async ValueTask AppendAsync(ISpoolDraft draft, Stream stream, CancellationToken cancellationToken)
    {
        int read;
        while ((read = await stream.ReadAsync(draft.GetMemory(CopyOctets)[..CopyOctets], cancellationToken)) > 0)
        {
            draft.Advance(read);
            await draft.FlushAsync(cancellationToken);
        }
    }
}
