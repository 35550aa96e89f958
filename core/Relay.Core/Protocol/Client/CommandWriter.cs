using System.Buffers;
using Relay.Sdk.Mail;

namespace Relay.Core.Protocol.Client;

/// <summary>Writes SMTP commands. Every argument is checked here, at the last place before the wire: no argument can end a line or begin another
/// command.</summary>
/// <remarks>The Try methods write the whole command or nothing.</remarks>
internal static class CommandWriter
{
    /// <summary>Room that the longest command needs.</summary>
    public const int MaxCommandOctets = 3072;

    public static ReadOnlySpan<byte> Data => "DATA\r\n"u8;

    public static ReadOnlySpan<byte> Rset => "RSET\r\n"u8;

    public static ReadOnlySpan<byte> Quit => "QUIT\r\n"u8;

    public static ReadOnlySpan<byte> StartTls => "STARTTLS\r\n"u8;

    public static bool TryEhlo(IBufferWriter<byte> output, string name) => TryWord(output, "EHLO "u8, name);

    public static bool TryHelo(IBufferWriter<byte> output, string name) => TryWord(output, "HELO "u8, name);

    /// <summary>AUTH with an initial response (RFC 4954 §4); the response is base64 or <c>=</c>, or empty when there is none.</summary>
    public static bool TryAuth(IBufferWriter<byte> output, string mechanism, string initialResponse) =>
        TryWord(output, "AUTH "u8, mechanism, initialResponse);

    /// <summary>A line that answers a 334 challenge.</summary>
    public static bool TryAuthResponse(IBufferWriter<byte> output, string response) => TryWord(output, default, response);

    public static bool TryMail(IBufferWriter<byte> output, ReversePath path, in MailParameters parameters)
    {
        var line = new CommandBuilder(output.GetSpan(MaxCommandOctets));
        line.Add("MAIL FROM:"u8);
        if (path.Mailbox is { } mailbox)
            line.AddPath(mailbox.LocalPart, mailbox.Domain.Value, parameters.SmtpUtf8);
        else
            line.Add("<>"u8);
        if (parameters.SizeOctets is { } size)
        {
            line.Add(" SIZE="u8);
            line.Add(size);
        }

        AddBody(ref line, parameters.Body);
        if (parameters.SmtpUtf8)
            line.Add(" SMTPUTF8"u8);
        if (parameters.RequireTls)
            line.Add(" REQUIRETLS"u8);
        if (parameters.Return != DsnReturn.Unspecified)
            line.Add(parameters.Return == DsnReturn.Full ? " RET=FULL"u8 : " RET=HDRS"u8);
        if (parameters.EnvelopeId is { Length: > 0 } envelopeId)
        {
            line.Add(" ENVID="u8);
            Xtext.Add(ref line, envelopeId);
        }

        return TryEnd(output, line);
    }

    /// <summary>RCPT TO; NOTIFY and ORCPT only with <paramref name="dsn"/> (RFC 3461 §5.2.1).</summary>
    public static bool TryRcpt(IBufferWriter<byte> output, Mailbox mailbox, bool smtpUtf8, bool dsn, DsnNotify notify, string? originalRecipient)
    {
        var line = new CommandBuilder(output.GetSpan(MaxCommandOctets));
        line.Add("RCPT TO:"u8);
        line.AddPath(mailbox.LocalPart, mailbox.Domain.Value, smtpUtf8);
        if (dsn && notify != DsnNotify.Unspecified)
            AddNotify(ref line, notify);
        if (dsn && originalRecipient is not null)
            OriginalRecipientText.Add(ref line, originalRecipient, smtpUtf8);
        return TryEnd(output, line);
    }

    /// <summary>BDAT (RFC 3030 §2).</summary>
    public static void Bdat(IBufferWriter<byte> output, long octets, bool last)
    {
        var line = new CommandBuilder(output.GetSpan(MaxCommandOctets));
        line.Add("BDAT "u8);
        line.Add(octets);
        if (last)
            line.Add(" LAST"u8);
        TryEnd(output, line);
    }

    private static void AddBody(ref CommandBuilder line, BodyType body)
    {
        if (body == BodyType.EightBitMime)
            line.Add(" BODY=8BITMIME"u8);
        else if (body == BodyType.BinaryMime)
            line.Add(" BODY=BINARYMIME"u8);
    }

    private static void AddNotify(ref CommandBuilder line, DsnNotify notify)
    {
        if (notify.HasFlag(DsnNotify.Never))
        {
            line.Add(" NOTIFY=NEVER"u8);
            return;
        }

        ReadOnlySpan<byte> separator = " NOTIFY="u8;
        AddEvent(ref line, ref separator, notify, DsnNotify.Success, "SUCCESS"u8);
        AddEvent(ref line, ref separator, notify, DsnNotify.Failure, "FAILURE"u8);
        AddEvent(ref line, ref separator, notify, DsnNotify.Delay, "DELAY"u8);
    }

    private static void AddEvent(ref CommandBuilder line, ref ReadOnlySpan<byte> separator, DsnNotify notify, DsnNotify flag, ReadOnlySpan<byte> word)
    {
        if (!notify.HasFlag(flag))
            return;
        line.Add(separator);
        line.Add(word);
        separator = ","u8;
    }

    private static bool TryWord(IBufferWriter<byte> output, ReadOnlySpan<byte> verb, ReadOnlySpan<char> word, ReadOnlySpan<char> second = default)
    {
        var line = new CommandBuilder(output.GetSpan(MaxCommandOctets));
        line.Add(verb);
        line.AddWord(word);
        if (!second.IsEmpty)
        {
            line.Add(" "u8);
            line.AddWord(second);
        }

        return TryEnd(output, line);
    }

    private static bool TryEnd(IBufferWriter<byte> output, CommandBuilder line)
    {
        line.Add("\r\n"u8);
        if (line.IsGood)
            output.Advance(line.Length);
        return line.IsGood;
    }
}
