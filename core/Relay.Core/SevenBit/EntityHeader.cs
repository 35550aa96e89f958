using System.Text;

namespace Relay.Core.SevenBit;

/// <summary>Reads the fields of an entity's header that say what its body is; the first of each name counts.</summary>
internal sealed class EntityHeader
{
    // A field longer than this is no honest one, and lies in memory meanwhile.
    private const int MaxFieldCharacters = 16 * 1024;

    private StringBuilder? current;
    private StringBuilder? contentType;
    private StringBuilder? transferEncoding;

    public bool HasMimeVersion { get; private set; }

    public bool HasContentType => contentType is not null;

    /// <summary>Whether a field is too long to be read, or a line is no field: some readers take it for the first of the body, others do
    /// not.</summary>
    public bool IsBroken { get; private set; }

    public void Read(LinePiece line)
    {
        ReadOnlySpan<byte> text = line.Text;
        if (!line.ContinuesField)
        {
            current = null;
            IsBroken |= !FieldName.Begins(text);
            if (FieldName.Is(text, FieldName.ContentType) && contentType is null)
                current = contentType = new StringBuilder();
            else if (FieldName.Is(text, FieldName.TransferEncoding) && transferEncoding is null)
                current = transferEncoding = new StringBuilder();
            else if (FieldName.Is(text, FieldName.MimeVersion))
                HasMimeVersion = true;
            text = current is null ? text : FieldName.ValueOf(text);
        }

        current?.Append(Encoding.Latin1.GetString(text));
        if (current?.Length > MaxFieldCharacters)
            (current, IsBroken) = (null, true);
    }

    public MediaType Type() => contentType is null ? MediaType.Absent : MediaType.Parse(contentType.ToString());

    public TransferEncoding Encoded()
    {
        if (transferEncoding is null)
            return TransferEncoding.SevenBit;
        return new FieldTokens(transferEncoding.ToString()).Word().ToLowerInvariant() switch
        {
            "7bit" => TransferEncoding.SevenBit,
            "8bit" or "binary" => TransferEncoding.EightBit,
            _ => TransferEncoding.Encoded,
        };
    }
}
