namespace Relay.Host.Sink;

/// <summary>Takes the dots off content as DATA carries it, and finds its end: exactly CRLF.CRLF (RFC 5321 §4.5.2).</summary>
internal struct DotDecoder()
{
    private static readonly byte[] Cr = [(byte)'\r'];
    private Place place = Place.LineStart;

    private enum Place
    {
        Line,
        Cr,
        LineStart,
        Dot,
        DotCr,
    }

    /// <summary>Decodes a stretch.</summary>
    /// <param name="ended">Whether the end of data was found.</param>
    /// <returns>Octets used: all of them, or those up to the end of data.</returns>
    public int Decode(ReadOnlySpan<byte> input, ReceivedContent content, out bool ended)
    {
        int from = 0;
        int at = 0;
        ended = false;
        while (at < input.Length)
        {
            byte octet = input[at];
            switch (place)
            {
                case Place.Line:
                    int toCr = input[at..].IndexOf((byte)'\r');
                    if (toCr < 0)
                    {
                        at = input.Length;
                        break;
                    }

                    at += toCr + 1;
                    place = Place.Cr;
                    break;
                case Place.Cr:
                    place = octet == '\n' ? Place.LineStart : octet == '\r' ? Place.Cr : Place.Line;
                    at++;
                    break;
                case Place.LineStart when octet == '.':
                    content.Append(input[from..at]);
                    from = ++at;
                    place = Place.Dot;
                    break;
                case Place.Dot when octet == '\r':
                    place = Place.DotCr;
                    from = ++at;
                    break;
                case Place.DotCr when octet == '\n':
                    ended = true;
                    return at + 1;
                case Place.DotCr:
                    content.Append(Cr);
                    place = Place.Cr;
                    break;
                default:
                    place = Place.Line;
                    break;
            }
        }

        content.Append(input[from..]);
        return input.Length;
    }
}
