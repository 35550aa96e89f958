namespace Relay.Core.Protocol.Client;

/// <summary>Walks over the lines of one whole reply that have a reply code.</summary>
internal ref struct ReplyLines(ReadOnlySpan<byte> octets)
{
    private ReadOnlySpan<byte> rest = octets;

    /// <summary>The text of the line, without code, separator and line end.</summary>
    public ReadOnlySpan<byte> Current { get; private set; }

    public readonly ReplyLines GetEnumerator() => this;

    public bool MoveNext()
    {
        while (rest.IndexOf((byte)'\n') is var lf and >= 0)
        {
            ReadOnlySpan<byte> line = rest[..lf];
            rest = rest[(lf + 1)..];
            if (!ReplyLine.TryParse(line, out ReplyLine parsed))
                continue;
            Current = parsed.Text;
            return true;
        }

        return false;
    }
}
