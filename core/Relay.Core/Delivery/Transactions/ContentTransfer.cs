namespace Relay.Core.Delivery.Transactions;

/// <summary>How content goes to a host.</summary>
internal enum ContentTransfer
{
    /// <summary>DATA, dots doubled, after the host's 354.</summary>
    Data,

    /// <summary>One BDAT chunk in the same write as the commands; for small content with good line ends.</summary>
    OneChunk,

    /// <summary>BDAT chunk by chunk, as binary content must.</summary>
    Chunks,
}
