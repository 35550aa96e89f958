namespace Relay.Core.Protocol.Server;

/// <summary>What <see cref="CommandScanner"/> found at the front of the input.</summary>
public enum CommandScan
{
    /// <summary>No whole line yet.</summary>
    Incomplete,

    /// <summary>A line.</summary>
    Line,

    /// <summary>A line with a bare CR or LF in it; to be answered now, and skipped up to its CRLF.</summary>
    BareLineEnd,

    /// <summary>More octets than a line may have; to be answered now, and skipped up to its CRLF.</summary>
    TooLong,
}
