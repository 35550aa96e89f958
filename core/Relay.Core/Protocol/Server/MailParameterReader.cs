using System.Globalization;
using Relay.Sdk.Mail;
using Relay.Sdk.Replies;

namespace Relay.Core.Protocol.Server;

/// <summary>The parameters of MAIL: SIZE, BODY, SMTPUTF8, RET, ENVID, AUTH, REQUIRETLS.</summary>
internal static class MailParameterReader
{
    private const int MaxEnvidCharacters = 100;
    private const int MaxAuthCharacters = 500;

    /// <summary>Reads them into the command; the reply when one is wrong, null when all are right.</summary>
    public static SmtpReply? Read(ReadOnlySpan<char> text, CommandRules rules, MailCommand mail)
    {
        var reader = new ParameterReader(text);
        SmtpExtensions seen = SmtpExtensions.None;
        bool ret = false;
        bool envid = false;
        while (reader.Read())
        {
            SmtpReply? refusal;
            if (reader.Is("SIZE"))
                refusal = Once(SmtpExtensions.Size, rules, ref seen) ?? Value(TrySize(reader, mail));
            else if (reader.Is("BODY"))
                refusal = Once(SmtpExtensions.EightBitMime, rules, ref seen) ?? Body(reader, rules, mail);
            else if (reader.Is("SMTPUTF8"))
                refusal = Once(SmtpExtensions.SmtpUtf8, rules, ref seen) ?? Value(mail.SmtpUtf8 = !reader.HasValue);
            else if (reader.Is("RET"))
                refusal = Dsn(rules, ref ret) ?? Value(TryReturn(reader, mail));
            else if (reader.Is("ENVID"))
                refusal = Dsn(rules, ref envid) ?? Value(TryEnvelopeId(reader, mail));
            else if (reader.Is("AUTH"))
                refusal = Once(SmtpExtensions.Auth, rules, ref seen) ?? Value(IsSubmitter(reader));
            else if (reader.Is("REQUIRETLS"))
                refusal = Once(SmtpExtensions.RequireTls, rules, ref seen) ?? Value(mail.RequireTls = !reader.HasValue);
            else
                refusal = SyntaxReplies.UnknownParameter;
            if (refusal is not null)
                return refusal;
        }

        return reader.IsMalformed ? SyntaxReplies.Parameters : null;
    }

    private static SmtpReply? Value(bool isRight) => isRight ? null : SyntaxReplies.ParameterValue;

    private static SmtpReply? Once(SmtpExtensions extension, CommandRules rules, ref SmtpExtensions seen)
    {
        if (!rules.Offers(extension))
            return SyntaxReplies.UnknownParameter;
        if ((seen & extension) != 0)
            return SyntaxReplies.RepeatedParameter;
        seen |= extension;
        return null;
    }

    private static SmtpReply? Dsn(CommandRules rules, ref bool seen)
    {
        if (!rules.Offers(SmtpExtensions.Dsn))
            return SyntaxReplies.UnknownParameter;
        if (seen)
            return SyntaxReplies.RepeatedParameter;
        seen = true;
        return null;
    }

    // RFC 1870 §3: one to twenty digits, which is more than a long holds.
    private static bool TrySize(ParameterReader reader, MailCommand mail)
    {
        if (reader.Value.Length is 0 or > 20 || reader.Value.ContainsAnyExceptInRange('0', '9'))
            return false;
        mail.SizeOctets = long.TryParse(reader.Value, NumberStyles.None, CultureInfo.InvariantCulture, out long size) ? size : long.MaxValue;
        return true;
    }

    private static SmtpReply? Body(ParameterReader reader, CommandRules rules, MailCommand mail)
    {
        if (reader.ValueIs("7BIT"))
            return null;
        if (reader.ValueIs("8BITMIME"))
        {
            mail.Body = BodyType.EightBitMime;
            return null;
        }

        if (!reader.ValueIs("BINARYMIME"))
            return SyntaxReplies.ParameterValue;
        mail.Body = BodyType.BinaryMime;
        return rules.Offers(SmtpExtensions.BinaryMime) ? null : SyntaxReplies.UnknownParameter;
    }

    private static bool TryReturn(ParameterReader reader, MailCommand mail)
    {
        if (reader.ValueIs("FULL"))
            mail.Return = DsnReturn.Full;
        else if (reader.ValueIs("HDRS"))
            mail.Return = DsnReturn.Headers;
        return mail.Return != DsnReturn.Unspecified;
    }

    private static bool TryEnvelopeId(ParameterReader reader, MailCommand mail)
    {
        if (reader.Value.Length is 0 or > MaxEnvidCharacters || !Xtext.TryDecode(reader.Value, out string decoded))
            return false;
        mail.EnvelopeId = decoded;
        return true;
    }

    // The AUTH parameter is checked and not kept: the relay passes none on, as if it were <> (RFC 4954 §5).
    private static bool IsSubmitter(ParameterReader reader) =>
        reader.Value.Length is > 0 and <= MaxAuthCharacters && Xtext.TryDecode(reader.Value, out string decoded)
        && (decoded == "<>" || Mailbox.TryParse(decoded, out _));
}
