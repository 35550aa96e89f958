namespace Relay.Core.Spool.Records;

/// <summary>The columns of an entry's row that are not in its record; times in ticks of UTC.</summary>
internal readonly record struct EntryColumns(long EntryId, string Destination, long Due, long Review, int Hold, int Crashes);
