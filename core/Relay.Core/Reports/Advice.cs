using Relay.Sdk.Replies;

namespace Relay.Core.Reports;

/// <summary>What a sender can do about a failure, by its enhanced status (RFC 3463 §3).</summary>
internal static class Advice
{
    public static string For(SmtpReply reply) => (reply.Status.Subject, reply.Status.Detail) switch
    {
        (1, 2) => "Check what follows the @ for typing errors; no mail server could be found for it.",
        (1, 7 or 8) => "The receiving side does not accept your own address as the sender; ask your postmaster about it.",
        (1, 10) => "What follows the @ says that it takes no mail at all. Ask the recipient in another way for an address.",
        (1, _) => "Check the address for typing errors, or ask the recipient in another way whether it is still in use.",
        (2, 1) => "The mailbox takes no mail now. Ask the recipient in another way.",
        (2, 2) => "The mailbox is full. Try again later, or tell the recipient in another way.",
        (2, 3) or (3, 4) => "The message is too large for the receiving side. Send a smaller one, or share large files in another way.",
        (4, 7) => "It was tried again and again without success until its time was up. Check what follows the @ for typing errors, or send it " +
        "again later.",
        (4, 6) => "The receiving side sends such mail round in a circle. Its postmaster has to mend that.",
        (4, _) => "The receiving side could not be reached. Check what follows the @ for typing errors, or send the message again later.",
        (6, _) => "The receiving side cannot handle the form of the message. Send it in another format, or without the attachment.",
        (7, 4 or 10 or 11 or 30) =>
            "It could not be passed on with the protection that was asked for. Your postmaster or the recipient's can say more.",
        (7, _) => "The receiving side's rules forbid it. Only its postmaster can change that; this report tells what was refused and why.",
        _ when reply.IsTransient => "It was tried until its time was up. You can send it again later.",
        _ => "If the words above do not help, ask your postmaster, with this report.",
    };
}
