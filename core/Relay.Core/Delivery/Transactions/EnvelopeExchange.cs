using System.Buffers;
using System.Runtime.CompilerServices;
using Relay.Core.Delivery.Connections;
using Relay.Core.Protocol.Client;
using Relay.Sdk.Events;
using Relay.Sdk.Replies;
using Relay.Sdk.Spool;

namespace Relay.Core.Delivery.Transactions;

/// <summary>MAIL and RCPT of one transaction: commands out, pipelined where the host allows it, and every reply matched with its command.</summary>
/// <remarks>RFC 5321 §3.3, RFC 2920. With pipelining the last commands stay in the output, so that DATA can go with them.</remarks>
internal sealed class EnvelopeExchange(
    HostConnection connection, OutboundMessage message, TransactionPlan plan, RecipientLedger ledger, DomainLimit domains, bool pipelining,
    TimeSpan replyLimit)
{
    // Replies are read before more commands than this wait for them, so that neither side blocks in writing (RFC 2920 §3.1).
    private const int MaxOutstandingOctets = 8 * 1024;

    private int nextToRead;
    private int nextToWrite;
    private bool resetOutstanding;
    private bool mailOutstanding;
    private RecipientOutcome? mailRefusal;

    /// <summary>Whether the host said 421, or something after which the connection is of no use.</summary>
    public bool ConnectionEnds { get; private set; }

    /// <summary>Whether the host said 421.</summary>
    public bool SaidGoodbye { get; private set; }

    /// <summary>Whether the host refused RSET or MAIL with a reply that may concern the connection, not the message, and took no recipient.</summary>
    public bool RefusesToBegin { get; private set; }

    /// <summary>Whether the host takes nothing from this sender for now, whatever the recipients.</summary>
    public bool DeclinesSender => mailRefusal is RecipientOutcome.Deferred { IsPeersReply: true };

    /// <summary>Whether a recipient was offered; the others have an outcome without the host.</summary>
    public bool HasOffered { get; private set; }

    /// <summary>Whether the host may hold a transaction by now.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>Whether replies to RSET, MAIL or RCPT are still due.</summary>
    public bool HasOutstanding => mailOutstanding || nextToRead < nextToWrite;

    /// <summary>Offers the envelope.</summary>
    /// <param name="resetFirst">RSET goes first.</param>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask OfferAsync(bool resetFirst)
    {
        if (resetFirst)
        {
            connection.Output.Write(CommandWriter.Rset);
            resetOutstanding = true;
            if (!pipelining)
                await CatchUpAsync();
        }

        if (ConnectionEnds || !TryWriteMail())
            return;
        if (!pipelining)
            await CatchUpAsync();
        while (nextToWrite < ledger.Count && mailRefusal is null && !ConnectionEnds)
        {
            bool sent = TryWriteRecipient(message.Recipients[nextToWrite]);
            nextToWrite++;
            if (sent && (!pipelining || connection.Output.Octets > MaxOutstandingOctets))
                await CatchUpAsync();
        }

        if (mailRefusal is not null)
            ledger.SettleOpen(mailRefusal);
    }

    /// <summary>Sends what is gathered and reads all replies that are due to RSET, MAIL and RCPT.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask CatchUpAsync()
    {
        await connection.FlushAsync(replyLimit);
        if (resetOutstanding)
            TakeReset(await connection.ReadReplyAsync(replyLimit));
        if (mailOutstanding && !ConnectionEnds)
            TakeMail(await connection.ReadReplyAsync(replyLimit));
        for (; nextToRead < nextToWrite && !ConnectionEnds; nextToRead++)
        {
            if (ledger.IsOpen(nextToRead))
                TakeRecipient(await connection.ReadReplyAsync(replyLimit));
        }
    }

    /// <summary>The host gives up the connection (421): no recipient is settled for good, no further command can be sent.</summary>
    private void EndConnection(SmtpReply reply)
    {
        ConnectionEnds = true;
        SaidGoodbye = reply.Code == 421;
        ledger.SettleOpen(RecipientLedger.Deferred(reply));
    }

    private bool TryWriteMail()
    {
        if (!CommandWriter.TryMail(connection.Output, message.Message.ReversePath, plan.Mail))
        {
            ledger.SettleOpen(new RecipientOutcome.Failed(OwnReplies.UnsafeReversePath));
            return false;
        }

        HasBegun = mailOutstanding = true;
        return true;
    }

    private bool TryWriteRecipient(QueuedRecipient recipient)
    {
        bool utf8 = plan.Mail.SmtpUtf8;
        if (recipient.Mailbox.NeedsSmtpUtf8 && !utf8)
            ledger.Settle(nextToWrite, new RecipientOutcome.Failed(OwnReplies.NonAsciiAddress) { Trouble = DeliveryTrouble.NotOffered });
        else if (!domains.TryTake(recipient.Mailbox.Domain))
            ledger.Settle(nextToWrite, new RecipientOutcome.Deferred(OwnReplies.TooManyDomains) { Trouble = DeliveryTrouble.NotOffered });
        else if (!CommandWriter.TryRcpt(connection.Output, recipient.Mailbox, utf8, plan.Dsn, recipient.Notify, recipient.OriginalRecipient))
            ledger.Settle(nextToWrite, new RecipientOutcome.Failed(OwnReplies.UnsafeRecipient));
        bool offered = ledger.IsOpen(nextToWrite);
        HasOffered |= offered;
        return offered;
    }

    private void TakeReset(int code)
    {
        resetOutstanding = false;
        if (code / 100 == 2)
            return;
        RefusesToBegin = true;
        EndConnection(connection.Reply.ToReply());
    }

    private void TakeMail(int code)
    {
        mailOutstanding = false;
        DemandOwn(code);
        RefusesToBegin = MayConcernConnection(code);
        if (code == 421)
            EndConnection(connection.Reply.ToReply());
        else if (code / 100 != 2)
            mailRefusal = RecipientLedger.Refused(connection.Reply.ToReply());
    }

    private void TakeRecipient(int code)
    {
        DemandOwn(code);
        if (code == 421)
            EndConnection(connection.Reply.ToReply());
        else if (mailRefusal is not null)
            SettleAfterRefusedMail(code);
        else if (code / 100 == 2)
            ledger.Accept();
        else
            ledger.Settle(nextToRead, Refused(connection.Reply.ToReply()));
    }

    // A host that takes recipients after it has refused MAIL is out of step: sending the message again could deliver it twice.
    private void SettleAfterRefusedMail(int code)
    {
        RefusesToBegin &= code / 100 != 2;
        ledger.Settle(nextToRead, mailRefusal!);
    }

    // The replies to a greeting, to QUIT and to a login, which come late or twice: they accept no sender and no recipient.
    private static void DemandOwn(int code)
    {
        if (code is 220 or 221 or 235)
            throw HostConnection.OutOfStep();
    }

    // A bad sequence (503), a login or TLS that is missing (530), or no service (554), and everything that is temporary.
    private static bool MayConcernConnection(int code) => code is 503 or 530 or 554 || code / 100 == 4;

    // RFC 5321 §4.5.3.1.10: old hosts say 552 when they mean 452, too many recipients. With another enhanced status it is a full mailbox.
    private static RecipientOutcome Refused(SmtpReply reply) =>
        reply.Code == 552 && (reply.Status is { Subject: 0, Detail: 0 } or { Subject: 5, Detail: 3 })
            ? new RecipientOutcome.Deferred(OwnReplies.TooManyRecipients(reply)) { Trouble = DeliveryTrouble.Reply }
            : RecipientLedger.Refused(reply, toRecipient: true);
}
