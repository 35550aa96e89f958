using System.Buffers;

namespace Relay.Core.Protocol.Content;

/// <summary>Decodes the content of a message while it arrives, in stretches cut anywhere.</summary>
/// <remarks>
/// DATA: takes the stuffed dots out and finds the end, which is CRLF.CRLF and nothing else, the CRLF of the DATA line counting as the first (RFC 5321
/// §4.1.1.4, §4.5.2). A dot is at the start of a line only behind a true CRLF: that is what an honest client stuffs. BDAT: no dots and no end, the
/// same rule for line ends.
/// </remarks>
public sealed class ContentDecoder
{
    private static readonly SearchValues<byte> Noteworthy = SearchValues.Create("\r\n\0"u8);

    private readonly LineEndRule rule;
    private readonly bool dots;
    private State state;

    private ContentDecoder(LineEndRule rule, bool dots)
    {
        (this.rule, this.dots) = (rule, dots);
        state = dots ? State.LineStart : State.Text;
    }

    private enum State
    {
        Text,
        Cr,
        LineStart,
        Dot,
        DotCr,
        Lf,
    }

    /// <summary>What was wrong so far.</summary>
    public ContentFaults Faults { get; private set; }

    /// <summary>DATA: the end has been seen.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>For the content behind DATA.</summary>
    public static ContentDecoder ForData(LineEndRule rule) => new(rule, dots: true);

    /// <summary>For the chunks of one message sent with BDAT.</summary>
    public static ContentDecoder ForChunks(LineEndRule rule) => new(rule, dots: false);

    /// <summary>Decodes a stretch.</summary>
    /// <param name="input">The next octets from the client.</param>
    /// <param name="sink">Gets the content.</param>
    /// <returns>Octets taken: all of them, or up to and with the end of data.</returns>
    public int Decode(ReadOnlySpan<byte> input, IContentSink sink)
    {
        if (rule == LineEndRule.Binary && !dots)
        {
            sink.Write(input);
            return input.Length;
        }

        int at = 0;
        while (at < input.Length && !IsComplete)
            at += Step(input[at..], sink);
        return at;
    }

    /// <summary>BDAT: after the last chunk, passes on what was held back to see what follows it.</summary>
    public void Finish(IContentSink sink)
    {
        if (state == State.Cr)
            BareCr(beforeDot: false, sink);
        else if (state == State.Lf)
            sink.Write("\n"u8);
        state = State.Text;
    }

    // One state's worth of input; returns the octets taken, which may be none when only the state changes.
    private int Step(ReadOnlySpan<byte> input, IContentSink sink)
    {
        byte next = input[0];
        switch (state)
        {
            case State.Text:
                return Text(input, sink);
            case State.Cr when next == '\n':
                Emit("\r\n"u8, sink);
                state = dots ? State.LineStart : State.Text;
                return 1;
            case State.Cr:
                BareCr(beforeDot: next == '.', sink);
                state = State.Text;
                return 0;
            case State.LineStart when next == '.':
                state = State.Dot;
                return 1;
            case State.Dot when next == '\r':
                state = State.DotCr;
                return 1;
            case State.DotCr when next == '\n':
                IsComplete = true;
                return 1;
            case State.DotCr:
                state = State.Cr;
                return 0;
            case State.Lf:
                sink.Write(next == '.' ? "\r\n"u8 : "\n"u8);
                state = State.Text;
                return 0;
            default:
                // The start of a line without a dot, or behind a dot that is stuffing and so left out.
                state = State.Text;
                return 0;
        }
    }

    // Passes on the longest run that needs no thought: whole lines whose next line does not begin with a dot.
    private int Text(ReadOnlySpan<byte> input, IContentSink sink)
    {
        int run = 0;
        int at = 0;
        while (true)
        {
            int hit = input[at..].IndexOfAny(Noteworthy);
            if (hit < 0)
            {
                Emit(input[run..], sink);
                return input.Length;
            }

            at += hit;
            if (input[at] == '\r')
            {
                bool whole = at + 2 < input.Length && input[at + 1] == '\n' && !(dots && input[at + 2] == '.');
                if (whole)
                {
                    at += 2;
                    continue;
                }

                Emit(input[run..at], sink);
                state = State.Cr;
                return at + 1;
            }

            Emit(input[run..at], sink);
            if (input[at] == '\n')
                BareLf(input[(at + 1)..], sink);
            else
                Nul(sink);
            run = ++at;
            if (state != State.Text)
                return at;
        }
    }

    private void BareCr(bool beforeDot, IContentSink sink)
    {
        Faults |= ContentFaults.BareCr;
        if (rule == LineEndRule.Repair || (rule == LineEndRule.Keep && beforeDot))
            sink.Write("\r\n"u8);
        else if (rule == LineEndRule.Keep)
            sink.Write("\r"u8);
    }

    private void BareLf(ReadOnlySpan<byte> following, IContentSink sink)
    {
        Faults |= ContentFaults.BareLf;
        if (rule == LineEndRule.Repair)
            sink.Write("\r\n"u8);
        else if (rule == LineEndRule.Keep && following.IsEmpty)
            state = State.Lf;
        else if (rule == LineEndRule.Keep)
            sink.Write(following[0] == '.' ? "\r\n"u8 : "\n"u8);
    }

    private void Nul(IContentSink sink)
    {
        Faults |= ContentFaults.Nul;
        if (rule == LineEndRule.Keep)
            sink.Write("\0"u8);
    }

    private void Emit(ReadOnlySpan<byte> content, IContentSink sink)
    {
        bool refused = rule == LineEndRule.Refuse && Faults != ContentFaults.None;
        if (!refused && !content.IsEmpty)
            sink.Write(content);
    }
}
