using System.Buffers;
using System.Text;
using Relay.Core.ContentReading;
using Relay.Core.SevenBit;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;

namespace Relay.Core.Reports;

/// <summary>What a report gives back of the message: all of it, or its header section.</summary>
internal sealed class ReturnedContent
{
    // More header than this is of no use to a person, and lies in memory while the report is written.
    private const int MaxHeaderOctets = 64 * 1024;
    private const int BufferOctets = 32 * 1024;

    private readonly byte[] header;
    private readonly SpooledContent content;

    private ReturnedContent(SpooledContent content, byte[] header) => (this.content, this.header) = (content, header);

    /// <summary>The whole message follows, as message/rfc822; otherwise the header section, as text/rfc822-headers.</summary>
    public bool IsWhole { get; private init; }

    /// <summary>What follows is not ASCII throughout.</summary>
    public bool EightBit { get; private init; }

    /// <summary>The header section is not ASCII throughout.</summary>
    public bool HeaderEightBit => header.AsSpan().ContainsAnyInRange((byte)0x80, (byte)0xff);

    /// <summary>What the header section seems to be written in (RFC 1428 for the second).</summary>
    public string HeaderCharset => System.Text.Unicode.Utf8.IsValid(header) ? "utf-8" : "unknown-8bit";

    /// <summary>The Message-ID with its angle brackets; null when it has none that can be quoted.</summary>
    public string? MessageIdField { get; private init; }

    /// <summary>Looks through the content; null when there is none or it cannot be read.</summary>
    /// <param name="request">The report.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <remarks>
    /// The whole is returned with failures only (RFC 3461 §6.2), unless RET=HDRS or REQUIRETLS (RFC 8689 §5) forbid it, it is too large, or it is not
    /// text that BODY=8BITMIME can carry: a message inside another cannot be encoded (RFC 2046 §5.2.1). For the same reason eight-bit content is
    /// returned whole only when a host without 8BITMIME can get it converted, as a report that cannot be delivered is lost; as message/global it can
    /// always be.
    /// </remarks>
    public static async ValueTask<ReturnedContent?> SurveyAsync(ReportRequest request, CancellationToken cancellationToken)
    {
        if (request.Content is not { } content)
            return null;
        bool whole = request.Kind == ReportKind.Failure
            && request.Message is { Return: not DsnReturn.Headers, RequireTls: false, Body: not BodyType.BinaryMime }
            && content.LengthOctets <= request.ReturnOctets;
        try
        {
            return await SurveyAsync(content, whole, request.Message.SmtpUtf8, cancellationToken);
        }
        catch (Exception failure) when (failure is IOException or ContentUnreadableException)
        {
            // The report matters more than what it encloses.
            return null;
        }
    }

    /// <summary>Writes what is returned, without a line end of its own after it.</summary>
    public async ValueTask WriteAsync(ISpoolDraft draft, CancellationToken cancellationToken)
    {
        if (!IsWhole)
        {
            WriteHeader(draft);
            await draft.FlushAsync(cancellationToken);
            return;
        }

        await using Stream stream = await content.OpenReadAsync(cancellationToken);
        int read;
        while ((read = await stream.ReadAsync(draft.GetMemory(BufferOctets)[..BufferOctets], cancellationToken)) > 0)
        {
            draft.Advance(read);
            await draft.FlushAsync(cancellationToken);
        }
    }

    private static async ValueTask<ReturnedContent> SurveyAsync(SpooledContent content, bool whole, bool smtpUtf8,
        CancellationToken cancellationToken)
    {
        byte[] start = new byte[Math.Min(content.LengthOctets, MaxHeaderOctets)];
        var survey = new LineSurvey();
        await using Stream stream = await content.OpenReadAsync(cancellationToken);
        await stream.ReadExactlyAsync(start, cancellationToken);
        byte[] header = start[..HeaderLength(start, content.LengthOctets)];
        bool headerEightBit = header.AsSpan().ContainsAnyInRange((byte)0x80, (byte)0xff);
        if (whole)
        {
            survey.Add(start);
            byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferOctets);
            int read;
            while ((read = await stream.ReadAsync(buffer, cancellationToken)) > 0)
                survey.Add(buffer.AsSpan(0, read));
            ArrayPool<byte>.Shared.Return(buffer);
            survey.End();
            whole = !survey.Binary && (!survey.EightBit || (smtpUtf8 && headerEightBit)
                || await SevenBitConversion.IsPossibleAsync(content, cancellationToken));
        }

        return new ReturnedContent(content, header)
        {
            IsWhole = whole,
            EightBit = whole ? survey.EightBit : headerEightBit,
            MessageIdField = FindMessageId(header),
        };
    }

    // Up to the line end before the empty line; of a header section too long, the lines that are there whole.
    private static int HeaderLength(ReadOnlySpan<byte> start, long contentOctets)
    {
        int at = 0;
        while (at < start.Length)
        {
            int end = start[at..].IndexOf((byte)'\n');
            if (end < 0)
                return start.Length < contentOctets ? at : start.Length;
            if (end == 0 || (end == 1 && start[at] == '\r'))
                return at;
            at += end + 1;
        }

        return at;
    }

    // Long lines are cut, odd line ends mended, NULs replaced: this part is read by people.
    private void WriteHeader(ISpoolDraft draft)
    {
        ReadOnlySpan<byte> rest = header;
        while (!rest.IsEmpty)
        {
            int end = rest.IndexOfAny((byte)'\r', (byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + (rest[end..].StartsWith("\r\n"u8) ? 2 : 1))..];
            if (line.Length > LineSurvey.MaxLineOctets)
                line = line[..WholeCharacters(line)];
            if (line.IsEmpty)
                continue;
            Span<byte> room = draft.GetSpan(line.Length + 2);
            line.Replace(room, (byte)0, (byte)'?');
            "\r\n"u8.CopyTo(room[line.Length..]);
            draft.Advance(line.Length + 2);
        }
    }

    // A cut inside a character of several octets would leave bad UTF-8.
    private static int WholeCharacters(ReadOnlySpan<byte> line)
    {
        int length = LineSurvey.MaxLineOctets;
        while (length > LineSurvey.MaxLineOctets - 4 && (line[length] & 0xc0) == 0x80)
            length--;
        return length;
    }

    private static string? FindMessageId(ReadOnlySpan<byte> header)
    {
        ReadOnlySpan<byte> name = "Message-ID:"u8;
        while (!header.IsEmpty)
        {
            int end = header.IndexOf((byte)'\n') + 1;
            ReadOnlySpan<byte> line = end == 0 ? header : header[..end];
            if (line.Length > name.Length && Ascii.EqualsIgnoreCase(line[..name.Length], name))
                return ReadMessageId(Encoding.Latin1.GetString(line[name.Length..]).Trim());
            header = end == 0 ? default : header[end..];
        }

        return null;
    }

    private static string? ReadMessageId(string text) =>
        text is ['<', .., '>'] && text.Length is > 4 and <= 250 && text.Contains('@') && !text.AsSpan(1, text.Length - 2).ContainsAny('<', '>')
        && !text.AsSpan().ContainsAnyExceptInRange('!', '~') ? text : null;
}
