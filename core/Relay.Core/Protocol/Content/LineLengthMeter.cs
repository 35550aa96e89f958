namespace Relay.Core.Protocol.Content;

/// <summary>Measures lines as they pass by.</summary>
public sealed class LineLengthMeter
{
    private long current;

    /// <summary>Octets of the longest line so far, its line end included.</summary>
    public long Longest { get; private set; }

    /// <summary>Reads on.</summary>
    public void Read(ReadOnlySpan<byte> content)
    {
        int lf;
        while ((lf = content.IndexOf((byte)'\n')) >= 0)
        {
            Longest = Math.Max(Longest, current + lf + 1);
            current = 0;
            content = content[(lf + 1)..];
        }

        current += content.Length;
        Longest = Math.Max(Longest, current);
    }
}
