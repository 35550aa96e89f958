using Relay.Sdk.Mail;

namespace Relay.Core.Spool.Writing;

/// <summary>An update in the form of a row.</summary>
/// <param name="Entry">Set unless the entry is removed.</param>
internal readonly record struct UpdateRow(long EntryId, MessageId MessageId, long LengthOctets, bool Removes, bool KeepsClaim, EntryRow Entry);
