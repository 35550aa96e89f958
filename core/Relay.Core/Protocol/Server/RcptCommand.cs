using System.Diagnostics.CodeAnalysis;
using System.Text;
using Relay.Sdk.Mail;
using Relay.Sdk.Replies;

namespace Relay.Core.Protocol.Server;

/// <summary>RCPT (RFC 5321 §4.1.1.3) with its parameters.</summary>
public static class RcptCommand
{
    /// <summary>Reads the arguments.</summary>
    /// <param name="arguments">What follows the verb.</param>
    /// <param name="rules">What is offered, and whether the transaction is SMTPUTF8.</param>
    /// <param name="recipient">The recipient.</param>
    /// <param name="refusal">The reply to a wrong command: 501, 553 or 555.</param>
    public static bool TryParse(
        ReadOnlySpan<byte> arguments,
        CommandRules rules,
        [NotNullWhen(true)] out EnvelopeRecipient? recipient,
        [NotNullWhen(false)] out SmtpReply? refusal)
    {
        recipient = null;
        Span<char> buffer = arguments.Length <= ArgumentText.StackCharacters ? stackalloc char[ArgumentText.StackCharacters]
            : new char[arguments.Length];
        PathScan scan = PathText.Read(arguments, "TO:", buffer, out ReadOnlySpan<char> path, out ReadOnlySpan<char> parameters);
        refusal = SyntaxReplies.Of(scan, SyntaxReplies.Rcpt, SyntaxReplies.ForwardPath);
        if (refusal is not null)
            return false;
        refusal = SyntaxReplies.NeedsSmtpUtf8;
        if (!rules.SmtpUtf8 && !Ascii.IsValid(path))
            return false;
        refusal = Ascii.IsValid(path) ? SyntaxReplies.ForwardPath : SyntaxReplies.ForwardDomain;
        if (!TryMailbox(path, rules, out Mailbox? mailbox))
            return false;
        refusal = RcptParameterReader.Read(parameters, rules, out DsnNotify notify, out string? original);
        if (refusal is not null)
            return false;
        recipient = new EnvelopeRecipient { Mailbox = mailbox, Notify = notify, OriginalRecipient = original };
        return true;
    }

    private static bool TryMailbox(ReadOnlySpan<char> path, CommandRules rules, [NotNullWhen(true)] out Mailbox? mailbox)
    {
        if (!path.Equals("postmaster", StringComparison.OrdinalIgnoreCase))
            return Mailbox.TryParse(path, out mailbox);
        mailbox = rules.Postmaster;
        return mailbox is not null || Mailbox.TryParse($"{path}@{rules.LocalDomain.Value}", out mailbox);
    }
}
