using Relay.Sdk.Mail;

namespace Relay.Core.Spool.Writing;

/// <summary>An update in the form of a row.</summary>
/// <param name="Entry">Set unless the entry is removed.</param>
/// <param name="Completed">The notice to write when the message goes with this entry; null for none.</param>
internal readonly record struct UpdateRow(
    long EntryId, MessageId MessageId, long LengthOctets, bool Removes, bool KeepsClaim, EntryRow Entry, NoticeRow? Completed);
