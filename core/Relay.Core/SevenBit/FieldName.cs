using System.Text;

namespace Relay.Core.SevenBit;

/// <summary>Recognises header fields by the start of their line.</summary>
internal static class FieldName
{
    public static ReadOnlySpan<byte> ContentType => "Content-Type"u8;

    public static ReadOnlySpan<byte> TransferEncoding => "Content-Transfer-Encoding"u8;

    public static ReadOnlySpan<byte> MimeVersion => "MIME-Version"u8;

    /// <summary>Whether the line begins the field of this name, in any case; white space before the colon is obsolete but real (RFC 5322
    /// §4.5).</summary>
    public static bool Is(ReadOnlySpan<byte> line, ReadOnlySpan<byte> name) =>
        line.Length > name.Length && Ascii.EqualsIgnoreCase(line[..name.Length], name) && line[name.Length..].TrimStart(" \t"u8) is [(byte)':', ..];

    /// <summary>Whether the line begins a field of any name (RFC 5322 §2.2, §4.5).</summary>
    public static bool Begins(ReadOnlySpan<byte> line)
    {
        int colon = line.IndexOf((byte)':');
        return colon > 0 && !line[..colon].TrimEnd(" \t"u8).ContainsAnyExceptInRange((byte)'!', (byte)'~');
    }

    /// <summary>What follows the colon.</summary>
    public static ReadOnlySpan<byte> ValueOf(ReadOnlySpan<byte> line) => line[(line.IndexOf((byte)':') + 1)..];
}
