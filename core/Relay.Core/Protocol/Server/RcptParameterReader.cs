using System.Text;
using Relay.Sdk.Mail;
using Relay.Sdk.Replies;

namespace Relay.Core.Protocol.Server;

/// <summary>The parameters of RCPT: NOTIFY and ORCPT (RFC 3461 §4.1, §4.2).</summary>
internal static class RcptParameterReader
{
    private const int MaxOriginalRecipientCharacters = 500;

    /// <summary>Reads them; the reply when one is wrong, null when all are right.</summary>
    public static SmtpReply? Read(ReadOnlySpan<char> text, CommandRules rules, out DsnNotify notify, out string? originalRecipient)
    {
        notify = DsnNotify.Unspecified;
        originalRecipient = null;
        var reader = new ParameterReader(text);
        while (reader.Read())
        {
            bool isNotify = reader.Is("NOTIFY");
            if (!rules.Offers(SmtpExtensions.Dsn) || !(isNotify || reader.Is("ORCPT")))
                return SyntaxReplies.UnknownParameter;
            if (isNotify ? notify != DsnNotify.Unspecified : originalRecipient is not null)
                return SyntaxReplies.RepeatedParameter;
            if (!(isNotify ? TryNotify(reader.Value, out notify) : TryOriginalRecipient(reader.Value, rules.SmtpUtf8, out originalRecipient)))
                return SyntaxReplies.ParameterValue;
        }

        return reader.IsMalformed ? SyntaxReplies.Parameters : null;
    }

    private static bool TryNotify(ReadOnlySpan<char> value, out DsnNotify notify)
    {
        notify = DsnNotify.Unspecified;
        if (value.Equals("NEVER", StringComparison.OrdinalIgnoreCase))
        {
            notify = DsnNotify.Never;
            return true;
        }

        foreach (Range part in value.Split(','))
        {
            ReadOnlySpan<char> word = value[part];
            if (word.Equals("SUCCESS", StringComparison.OrdinalIgnoreCase))
                notify |= DsnNotify.Success;
            else if (word.Equals("FAILURE", StringComparison.OrdinalIgnoreCase))
                notify |= DsnNotify.Failure;
            else if (word.Equals("DELAY", StringComparison.OrdinalIgnoreCase))
                notify |= DsnNotify.Delay;
            else
                return false;
        }

        return true;
    }

    private static bool TryOriginalRecipient(ReadOnlySpan<char> value, bool smtpUtf8, out string? decoded)
    {
        decoded = null;
        int semicolon = value.IndexOf(';');
        if (semicolon <= 0 || semicolon == value.Length - 1 || value.Length > MaxOriginalRecipientCharacters)
            return false;
        ReadOnlySpan<char> type = value[..semicolon];
        ReadOnlySpan<char> encoded = value[(semicolon + 1)..];
        if (!Atom.IsValid(type) || (!smtpUtf8 && !Ascii.IsValid(encoded)))
            return false;
        bool isUtf8 = type.Equals("utf-8", StringComparison.OrdinalIgnoreCase);
        if (!(isUtf8 ? Unitext.TryDecode(encoded, out string address) : Xtext.TryDecode(encoded, out address)))
            return false;
        decoded = $"{type};{address}";
        return true;
    }
}
