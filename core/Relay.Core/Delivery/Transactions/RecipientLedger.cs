using Relay.Sdk.Events;
using Relay.Sdk.Replies;

namespace Relay.Core.Delivery.Transactions;

/// <summary>What is known of each recipient of a transaction; none is settled twice, unless the host proves to be out of step.</summary>
internal sealed class RecipientLedger(int count)
{
    private readonly RecipientOutcome?[] outcomes = new RecipientOutcome?[count];

    public int Count => outcomes.Length;

    /// <summary>Recipients that the host has accepted with RCPT.</summary>
    public int Accepted { get; private set; }

    public bool IsOpen(int recipient) => outcomes[recipient] is null;

    public void Accept() => Accepted++;

    public void Settle(int recipient, RecipientOutcome outcome) => outcomes[recipient] ??= outcome;

    /// <summary>Forgets what the host has said of recipients: it is out of step, and each reply may have been that to another command.</summary>
    public void Distrust()
    {
        foreach (ref RecipientOutcome? outcome in outcomes.AsSpan())
        {
            if (outcome is { IsPeersReply: true })
                outcome = null;
        }
    }

    /// <summary>Gives this outcome to every recipient without an outcome.</summary>
    public void SettleOpen(RecipientOutcome outcome)
    {
        foreach (ref RecipientOutcome? open in outcomes.AsSpan())
            open ??= outcome;
    }

    /// <summary>All outcomes, once none is open.</summary>
    public IReadOnlyList<RecipientOutcome> Close() => outcomes!;

    /// <summary>Deferred for what the host said, if that is a reason to.</summary>
    /// <param name="reply">Its reply.</param>
    /// <param name="toRecipient">Whether it is that to RCPT.</param>
    public static RecipientOutcome Deferred(SmtpReply reply, bool toRecipient = false) =>
        reply.IsTransient
            ? new RecipientOutcome.Deferred(reply) { IsPeersReply = true, IsReplyToRecipient = toRecipient }
            : new RecipientOutcome.Deferred(OwnReplies.Unexpected(reply)) { Trouble = DeliveryTrouble.Protocol };

    /// <summary>The outcome that a refusal means: 4xx deferred, 5xx failed, all else is against the protocol and deferred.</summary>
    /// <param name="reply">The refusal.</param>
    /// <param name="toRecipient">Whether it is the reply to RCPT.</param>
    public static RecipientOutcome Refused(SmtpReply reply, bool toRecipient = false)
    {
        if (reply.IsPermanent)
            return new RecipientOutcome.Failed(reply) { IsPeersReply = true };
        return Deferred(reply, toRecipient);
    }
}
