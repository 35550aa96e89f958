namespace Relay.Core.Protocol.Client;

/// <summary>Walks over the lines of one whole reply.</summary>
internal ref struct ReplyLines(ReadOnlySpan<byte> octets)
{
    private ReadOnlySpan<byte> rest = octets;

    /// <summary>The text of the line, without code, separator and line end.</summary>
    public ReadOnlySpan<byte> Current { get; private set; }

    public readonly ReplyLines GetEnumerator() => this;

    public bool MoveNext()
    {
        int lf = rest.IndexOf((byte)'\n');
        if (lf < 0)
            return false;
        ReadOnlySpan<byte> line = rest[..lf];
        rest = rest[(lf + 1)..];
        if (line.EndsWith((byte)'\r'))
            line = line[..^1];
        Current = line.Length > 4 ? line[4..] : default;
        return true;
    }
}
