namespace Relay.Core.SevenBit;

/// <summary>What has to change in one entity.</summary>
[Flags]
internal enum EntityChanges : byte
{
    None = 0,

    /// <summary>The body becomes quoted-printable.</summary>
    Encode = 1,

    /// <summary>The body is 7bit, though the header says more of it.</summary>
    Relabel = 2,

    /// <summary>MIME-Version is missing (RFC 2045 §4).</summary>
    AddMimeVersion = 4,

    /// <summary>Nothing says what the text is written in: RFC 1428 has unknown-8bit for it.</summary>
    AddContentType = 8,
}
