namespace Relay.Core.SevenBit;

/// <summary>The value of a Content-Type field, as far as the structure of a message depends on it.</summary>
/// <param name="Type">Lower case; empty when the field is absent or broken.</param>
/// <param name="Subtype">Lower case.</param>
/// <param name="Boundary">Of a multipart; empty when it has none, which makes it a multipart that cannot be read.</param>
internal sealed record MediaType(string Type, string Subtype, string Boundary)
{
    public const int MaxBoundaryCharacters = 70;

    public static MediaType Absent { get; } = new("", "", "");

    public static MediaType Parse(string value)
    {
        var tokens = new FieldTokens(value);
        string type = tokens.Word().ToLowerInvariant();
        string subtype = tokens.Take('/') ? tokens.Word().ToLowerInvariant() : "";
        string boundary = "";
        while (boundary.Length == 0 && tokens.NextParameter())
        {
            if (tokens.Word().Equals("boundary", StringComparison.OrdinalIgnoreCase) && tokens.Take('='))
                boundary = tokens.Word().TrimEnd(' ');
        }

        return subtype.Length == 0 ? Absent : new MediaType(type, subtype, boundary.Length <= MaxBoundaryCharacters ? boundary : "");
    }

    public bool IsMultipart => Type == "multipart" && Boundary.Length > 0;

    /// <summary>Whether its content is a message with a header of its own, which cannot be encoded as a whole (RFC 2046 §5.2.1).</summary>
    public bool IsMessage => Type == "message" && Subtype is "rfc822" or "news";

    /// <summary>Whether it must stay as it is on the way (RFC 1847 §2.1, §2.2).</summary>
    public bool IsSealed => Type == "multipart" && Subtype is "signed" or "encrypted";

    /// <summary>Whether a transfer encoding may be put around it: never around a multipart or a message (RFC 2045 §6.4), but for those of RFC 6532
    /// §3.7 and RFC 6533.</summary>
    public bool MayBeEncoded => Type != "multipart" && (Type != "message" || Subtype.StartsWith("global", StringComparison.Ordinal));
}
