using Relay.Sdk.Mail;

namespace Relay.Core.Spool.Reading;

/// <summary>An entry is there and cannot be read.</summary>
internal sealed class UnreadableEntryException(long entryId, MessageId messageId, Exception innerException)
    : IOException($"entry {entryId} of {messageId} cannot be read: {innerException.Message}", innerException)
{
    public long EntryId { get; } = entryId;

    public MessageId MessageId { get; } = messageId;
}
