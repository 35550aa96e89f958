using Relay.Core.Protocol.Server;
using Relay.Sdk.Replies;
using static Relay.Core.Protocol.Server.CommandVerb;

namespace Relay.Core.Sessions;

/// <summary>What is allowed when (RFC 5321 §4.1.4; RFC 3030 §2 for chunks; RFC 3207 §4, RFC 4954 §4).</summary>
internal static class StateTable
{
    private static readonly SmtpReply OnlyQuit = new(503, "5.5.1", "Only QUIT is served here");
    private static readonly SmtpReply HeloFirst = new(503, "5.5.1", "Send EHLO first");
    private static readonly SmtpReply MailFirst = new(503, "5.5.1", "Send MAIL first");
    private static readonly SmtpReply NestedMail = new(503, "5.5.1", "A transaction has begun; send RSET to drop it");
    private static readonly SmtpReply InTransaction = new(503, "5.5.1", "Not within a transaction");
    private static readonly SmtpReply NoRecipients = new(554, "5.5.1", "No valid recipients");
    private static readonly SmtpReply InChunks = new(503, "5.5.1", "Chunks have begun; send BDAT or RSET");

    /// <summary>The refusal of a verb that is not allowed in this phase; null when it is.</summary>
    public static SmtpReply? Refusal(SessionPhase phase, CommandVerb verb)
    {
        if (phase == SessionPhase.Refused)
            return verb == Quit ? null : OnlyQuit;
        return verb switch
        {
            Mail => phase switch
            {
                SessionPhase.Connected => HeloFirst,
                SessionPhase.Ready => null,
                SessionPhase.Chunks => InChunks,
                _ => NestedMail,
            },
            Rcpt => phase switch
            {
                SessionPhase.Connected => HeloFirst,
                SessionPhase.Ready => MailFirst,
                SessionPhase.Chunks => InChunks,
                _ => null,
            },
            Data => phase switch
            {
                SessionPhase.Connected => HeloFirst,
                SessionPhase.Ready => MailFirst,
                SessionPhase.Mail => NoRecipients,
                SessionPhase.Chunks => InChunks,
                _ => null,
            },
            Bdat => phase switch
            {
                SessionPhase.Connected => HeloFirst,
                SessionPhase.Ready => MailFirst,
                SessionPhase.Mail => NoRecipients,
                _ => null,
            },
            StartTls or Auth => phase switch
            {
                SessionPhase.Connected => HeloFirst,
                SessionPhase.Ready => null,
                _ => InTransaction,
            },
            _ => null,
        };
    }
}
