using System.Buffers;
using Relay.Core.ContentEditing;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;

namespace Relay.Core.Sessions.Receiving.Editing;

/// <summary>Writes an edited message into a new draft.</summary>
internal static class ContentRewrite
{
    /// <summary>Writes the relay's Received field anew (it names the recipient when there is only one), the edited fields and the body.</summary>
    /// <returns>The new draft, not committed.</returns>
    /// <exception cref="IOException">It cannot be stored; nothing is left of it.</exception>
    public static async ValueTask<ISpoolDraft> WriteAsync(
        SmtpSession session, MessageId id, DateTimeOffset at, Envelope envelope, HeaderSection header, SpooledContent content)
    {
        ISpoolDraft draft = await session.Context.Store.Content.BeginAsync(id, mayUseReserve: false, session.Ending);
        try
        {
            ReceivedField.Write(draft, session, envelope, id, at);
            foreach (ReadOnlyMemory<byte> field in header.Foreign)
                draft.Write(field.Span);
            await using Stream body = await new EditedContent(header, content).OpenBodyAsync(session.Ending);
            await DraftCopy.AppendAsync(draft, body, session.Ending);
            return draft;
        }
        catch
        {
            await draft.DisposeAsync();
            throw;
        }
    }
}
