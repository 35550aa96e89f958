using System.Buffers;
using System.Globalization;
using System.Text;
using Relay.Sdk.Replies;

namespace Relay.Core.Protocol.Server;

/// <summary>Writes replies: the code on every line, the enhanced status on every line too (RFC 2034 §3), lines of at most 512 octets (RFC 5321
/// §4.5.3.1.5); but a challenge stays in one line (RFC 4954 §4).</summary>
public static class ReplyEncoder
{
    // 512 less CRLF, code, separator and the longest enhanced status with its space.
    private const int BesideText = 2 + 4 + 10;
    private const int MaxTextOctets = 512 - BesideText;
    private const int MaxChallengeOctets = CommandScanner.MaxAuthLineOctets - BesideText;

    /// <summary>Writes one reply.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="reply">The reply; LF in its text begins another line.</param>
    /// <remarks>Octets beyond ASCII become question marks: not every client may be sent UTF-8 (RFC 6531 §3.7.4.2).</remarks>
    public static void Write(IBufferWriter<byte> output, SmtpReply reply)
    {
        ReadOnlySpan<char> rest = reply.Text;
        int most = reply.Code == 334 ? MaxChallengeOctets : MaxTextOctets;
        bool last;
        do
        {
            int cut = rest.IndexOf('\n');
            bool broken = cut >= 0 && cut <= most;
            int length = broken ? cut : Math.Min(rest.Length, most);
            last = !broken && length == rest.Length;
            WriteLine(output, reply, rest[..length], last);
            rest = rest[(broken ? length + 1 : length)..];
        }
        while (!last);
    }

    private static void WriteLine(IBufferWriter<byte> output, SmtpReply reply, ReadOnlySpan<char> text, bool last)
    {
        Span<byte> line = output.GetSpan(text.Length + BesideText);
        reply.Code.TryFormat(line, out int at, default, CultureInfo.InvariantCulture);
        line[at++] = last ? (byte)' ' : (byte)'-';
        EnhancedStatus status = reply.Status;
        if (!status.IsNone)
        {
            at += Number(line[at..], status.Class, (byte)'.');
            at += Number(line[at..], status.Subject, (byte)'.');
            at += Number(line[at..], status.Detail, (byte)' ');
        }

        at += Encoding.ASCII.GetBytes(text, line[at..]);
        line[at++] = (byte)'\r';
        line[at++] = (byte)'\n';
        output.Advance(at);
    }

    private static int Number(Span<byte> at, int number, byte end)
    {
        number.TryFormat(at, out int digits, default, CultureInfo.InvariantCulture);
        at[digits] = end;
        return digits + 1;
    }
}
