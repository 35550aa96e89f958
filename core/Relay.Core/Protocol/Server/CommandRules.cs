using Relay.Sdk.Mail;

namespace Relay.Core.Protocol.Server;

/// <summary>What a command's arguments are judged by.</summary>
/// <param name="Offered">The extensions of this session now.</param>
/// <param name="LocalDomain">The domain of <c>&lt;Postmaster&gt;</c> (RFC 5321 §4.1.1.3).</param>
/// <param name="SmtpUtf8">For RCPT: the transaction's MAIL had SMTPUTF8.</param>
/// <param name="Postmaster">The mailbox of <c>&lt;Postmaster&gt;</c>; null for the postmaster of the local domain.</param>
public readonly record struct CommandRules(SmtpExtensions Offered, MailDomain LocalDomain, bool SmtpUtf8 = false, Mailbox? Postmaster = null)
{
    /// <summary>Whether all of these extensions are offered.</summary>
    public bool Offers(SmtpExtensions extensions) => (Offered & extensions) == extensions;
}
