namespace Relay.Core.Protocol.Server;

/// <summary>Finds the end of a command line, and nothing else.</summary>
public static class CommandScanner
{
    /// <summary>The longest command line, CRLF included: eight times what RFC 5321 §4.5.3.1.4 asks for, since parameters add up.</summary>
    public const int MaxLineOctets = 4096;

    /// <summary>The longest line of an AUTH exchange, CRLF included (RFC 4954 §4).</summary>
    public const int MaxAuthLineOctets = 12_288;

    /// <summary>Looks for a line at the front of the input.</summary>
    /// <param name="input">What has arrived.</param>
    /// <param name="maxOctets">The longest line, line end included.</param>
    /// <param name="acceptsBareLf">A bare LF ends a line too (legacy).</param>
    /// <param name="length">For Line: without its line end.</param>
    /// <param name="consumed">For Line: with its line end.</param>
    public static CommandScan Scan(ReadOnlySpan<byte> input, int maxOctets, bool acceptsBareLf, out int length, out int consumed)
    {
        (length, consumed) = (0, 0);
        int end = input.IndexOfAny((byte)'\r', (byte)'\n');
        if (end < 0)
            return input.Length >= maxOctets ? CommandScan.TooLong : CommandScan.Incomplete;
        if (end + 1 >= maxOctets)
            return CommandScan.TooLong;
        length = end;
        consumed = end + 1;
        if (input[end] == '\n')
            return acceptsBareLf ? CommandScan.Line : CommandScan.BareLineEnd;
        if (end + 1 == input.Length)
            return CommandScan.Incomplete;
        consumed = end + 2;
        return input[end + 1] == '\n' ? CommandScan.Line : CommandScan.BareLineEnd;
    }

    /// <summary>Finds where a line to be skipped ends.</summary>
    /// <param name="input">What has arrived.</param>
    /// <param name="acceptsBareLf">A bare LF ends a line too (legacy).</param>
    /// <param name="consumed">What can be dropped: up to and with the line end, or all but a CR at the very end, whose LF may follow.</param>
    /// <returns>Whether the line end was found.</returns>
    public static bool Skip(ReadOnlySpan<byte> input, bool acceptsBareLf, out int consumed)
    {
        int end = acceptsBareLf ? input.IndexOf((byte)'\n') : input.IndexOf("\r\n"u8);
        consumed = end >= 0 ? end + (acceptsBareLf ? 1 : 2) : input.Length - (!input.IsEmpty && input[^1] == '\r' ? 1 : 0);
        return end >= 0;
    }
}
