using System.Text;

namespace Relay.Sdk.Filters;

/// <summary>A field of a header section, as it stands there.</summary>
public sealed record HeaderField
{
    private const int MaxLineOctets = 998;

    private HeaderField(string name, string value) => (Name, Value) = (name, value);

    /// <summary>The name, in the case that it has.</summary>
    public string Name { get; }

    /// <summary>What stands behind the colon, white space and folds (CRLF before white space) included, without the line end.</summary>
    public string Value { get; }

    /// <summary>Makes a field.</summary>
    /// <param name="name">Printable ASCII without a colon (RFC 5322 §3.6.8).</param>
    /// <param name="value">What stands behind the colon, the space before it included: <c>" v=1; …"</c>. A CRLF must be followed by a space or a tab;
    /// no line longer than 998 octets.</param>
    /// <exception cref="ArgumentException">A header section cannot have such a field.</exception>
    public static HeaderField Of(string name, string value)
    {
        FieldNameText.Check(name);
        ArgumentNullException.ThrowIfNull(value);
        string[] lines = $"{name}:{value}".Split("\r\n");
        foreach ((int number, string line) in lines.Index())
        {
            if (line.Any(c => c != '\t' && char.IsControl(c)))
                throw new ArgumentException("a line of the field has a control character", nameof(value));
            if (number > 0 && (line.Length == 0 || line[0] is not (' ' or '\t') || string.IsNullOrWhiteSpace(line)))
                throw new ArgumentException("a line of the field does not begin with white space, or has nothing else (RFC 5322 §3.2.2)",
                    nameof(value));
            if (Encoding.UTF8.GetByteCount(line) > MaxLineOctets)
                throw new ArgumentException($"a line of the field is longer than {MaxLineOctets} octets (RFC 5322 §2.1.1)", nameof(value));
        }

        return new HeaderField(name, value);
    }

    /// <summary>A field of a message that is there, whatever it holds.</summary>
    internal static HeaderField AsRead(string name, string value) => new(name, value);

    /// <summary>The field as it stands in the message, without its last line end.</summary>
    public override string ToString() => $"{Name}:{Value}";
}
