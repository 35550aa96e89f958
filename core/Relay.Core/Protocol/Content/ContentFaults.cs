namespace Relay.Core.Protocol.Content;

/// <summary>What was wrong with the octets of content.</summary>
[Flags]
public enum ContentFaults
{
    None = 0,

    /// <summary>A CR that no LF follows.</summary>
    BareCr = 1,

    /// <summary>An LF that no CR precedes.</summary>
    BareLf = 2,

    /// <summary>A NUL octet.</summary>
    Nul = 4,
}
