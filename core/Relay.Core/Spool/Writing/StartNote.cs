namespace Relay.Core.Spool.Writing;

/// <summary>The note in the database that a run has begun and has not ended in order. On a full disk it goes with the first transaction that finds
/// room.</summary>
/// <param name="fileFloorOctets">Content of at most so many octets never lay in a file in this spool.</param>
internal sealed class StartNote(long fileFloorOctets)
{
    public const string Clean = "clean";
    public const string FileFloor = "file_floor";

    /// <summary>It is in the database.</summary>
    public bool IsWritten { get; set; }

    /// <summary>Adds it to the open transaction, unless it is in the database.</summary>
    public void Write(SpoolWriter writer)
    {
        if (IsWritten)
            return;
        writer.SetMeta(Clean, 0);
        writer.SetMeta(FileFloor, fileFloorOctets);
    }
}
