using System.Buffers;
using System.Runtime.CompilerServices;
using Relay.Core.Delivery.Connections;
using Relay.Core.Protocol.Client;
using Relay.Core.Settings;
using Relay.Sdk.Replies;

namespace Relay.Core.Delivery.Transactions;

/// <summary>One MAIL transaction from MAIL to the reply after the content.</summary>
/// <remarks>RFC 5321 §3.3, RFC 2920, RFC 3030. Throws for a broken connection; what is known of the recipients by then is in the ledger.</remarks>
internal sealed class OutboundTransaction(
    HostConnection connection,
    TransportSettings settings,
    bool pipelining,
    OutboundMessage message,
    TransactionPlan plan,
    RecipientLedger ledger,
    DomainLimit domains)
{
    private static readonly TimeSpan LastWordLimit = TimeSpan.FromSeconds(1);

    private readonly EnvelopeExchange envelope = new(connection, message, plan, ledger, domains, pipelining, settings.CommandTimeout);
    private bool connectionEnds;
    private bool saidGoodbye;

    /// <summary>Whether the whole content was sent, so that the host may have the message whatever happens now.</summary>
    public bool ContentSent { get; private set; }

    /// <summary>Whether the host may hold a half-finished transaction that RSET has to end before the next transaction.</summary>
    public bool LeavesOpenEnd { get; private set; }

    /// <summary>Whether the host said 421, or something after which the connection is of no use.</summary>
    public bool ConnectionEnds => connectionEnds || envelope.ConnectionEnds;

    /// <summary>Whether the host refused RSET or MAIL with a reply that may concern the connection, not the message, and took no recipient.</summary>
    public bool RefusesToBegin => envelope.RefusesToBegin;

    /// <summary>True when the host refuses mail for now and cannot have accepted this message: it declined the sender or gave the connection
    /// up.</summary>
    public bool HostDeclines => envelope.DeclinesSender || envelope.SaidGoodbye || saidGoodbye || (ConnectionEnds && !ContentSent);

    /// <summary>Runs the transaction.</summary>
    /// <param name="resetFirst">RSET goes first.</param>
    /// <param name="cancellationToken">For reading the content.</param>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask RunAsync(bool resetFirst, CancellationToken cancellationToken)
    {
        await envelope.OfferAsync(resetFirst);
        LeavesOpenEnd = resetFirst || envelope.HasBegun;
        if (envelope.ConnectionEnds || !envelope.HasBegun)
            return;
        if (!envelope.HasOffered)
        {
            // MAIL alone has gone out, or lies ready to: its reply must not be taken for that to something else.
            await envelope.CatchUpAsync();
            return;
        }

        if (!envelope.HasOutstanding && ledger.Accepted == 0)
            return;
        if (plan.Transfer == ContentTransfer.OneChunk)
            await SendOneChunkAsync();
        else if (plan.Transfer == ContentTransfer.Chunks)
            await SendChunksAsync(cancellationToken);
        else
            await SendDataAsync(cancellationToken);
    }

    private async ValueTask SendDataAsync(CancellationToken cancellationToken)
    {
        connection.Output.Write(CommandWriter.Data);
        await envelope.CatchUpAsync();
        if (envelope.ConnectionEnds)
            return;
        int code = await connection.ReadReplyAsync(settings.CommandTimeout);
        if (code != 354)
        {
            if (code < 400)
            {
                // The reply to a command before it: so may those be that were read for the recipients.
                connectionEnds = true;
                ledger.Distrust();
            }

            DemandStep();
            Conclude(code);
            return;
        }

        if (ledger.Accepted == 0)
        {
            // DATA had gone out before the refusals came in, and the host still wants content: it gets none (RFC 2920 §3.1).
            connection.Output.Write(".\r\n"u8);
            await connection.FlushAsync(settings.CommandTimeout);
        }
        else
        {
            if (!await TryWriteAsync(new ContentWriter(connection, settings.DataTimeout).WriteAsync(plan.Content, cancellationToken)))
                return;
            ContentSent = true;
        }

        code = await connection.ReadFinalReplyAsync(settings.FinalTimeout);
        LeavesOpenEnd = false;
        Conclude(code);
    }

    // Commands and content in one write, and one wait for all replies. A host that refuses all recipients refuses the chunk as well.
    private async ValueTask SendOneChunkAsync()
    {
        await new ChunkWriter(connection, settings.DataTimeout).WriteOnlyChunkAsync(plan.Content.Memory!.Value);
        ContentSent = true;
        await envelope.CatchUpAsync();
        if (envelope.ConnectionEnds)
            return;
        int code = await connection.ReadFinalReplyAsync(settings.FinalTimeout);

        DemandStep();

        // After a refused chunk the state of the host is not known until RSET (RFC 3030 §2).
        LeavesOpenEnd = code / 100 != 2;
        Conclude(code);
    }

    // A host that has answered a command twice: what was read is the answer to a recipient, and the answer to the content comes after it.
    private void DemandStep()
    {
        if (connection.HasFurtherReply)
            throw HostConnection.OutOfStep();
    }

    private async ValueTask SendChunksAsync(CancellationToken cancellationToken)
    {
        await envelope.CatchUpAsync();
        if (envelope.ConnectionEnds || ledger.Accepted == 0)
            return;
        await TryWriteAsync(new ChunkWriter(connection, settings.DataTimeout).WriteChunksAsync(plan.Content, TakeChunkReplyAsync, cancellationToken));
    }

    private async ValueTask<bool> TakeChunkReplyAsync(bool last)
    {
        ContentSent = last;
        int code = last ? await connection.ReadFinalReplyAsync(settings.FinalTimeout) : await connection.ReadReplyAsync(settings.CommandTimeout);
        bool accepted = code / 100 == 2;
        if (last || !accepted)
            Conclude(code);
        LeavesOpenEnd = !(last && accepted);
        return accepted;
    }

    /// <summary>Writes content; false when the host would not hear it to its end, and every recipient has an outcome then.</summary>
    private async ValueTask<bool> TryWriteAsync(ValueTask<bool> writing)
    {
        try
        {
            if (await writing)
                return true;
        }
        catch (ConnectionFaultException fault) when (fault.Fault == ConnectionFault.Lost)
        {
            if (!await TryReadLastWordAsync())
                throw;
            return false;
        }
        catch (ConnectionFaultException fault) when (fault.Fault == ConnectionFault.OutOfStep)
        {
            // It spoke before the first octet of the content was sent; what it said is read below.
        }

        // A host may refuse content before it has heard all of it. It cannot take a message that it does not have.
        int code = await connection.ReadReplyAsync(LastWordLimit);
        connectionEnds = true;
        if (code >= 400)
        {
            Conclude(code);
            return false;
        }

        throw new ConnectionFaultException(ConnectionFault.OutOfStep, "the host answered before it had the whole message");
    }

    // A host that has heard enough says why, and may close; the words are still there to be read.
    private async ValueTask<bool> TryReadLastWordAsync()
    {
        try
        {
            int code = await connection.ReadReplyAsync(LastWordLimit);
            connectionEnds = true;
            if (code < 400)
                return false;
            Conclude(code);
            return true;
        }
        catch (ConnectionFaultException)
        {
            return false;
        }
    }

    private void Conclude(int code)
    {
        SmtpReply reply = connection.Reply.ToReply();
        if (code / 100 == 2 && ContentSent)
        {
            ledger.SettleOpen(new RecipientOutcome.Delivered(reply) { IsPeersReply = true });
            return;
        }

        // Neither yes nor no: how the host will take the next command cannot be known.
        saidGoodbye = code == 421;
        connectionEnds |= saidGoodbye || (code < 400 && ledger.Accepted > 0);
        ledger.SettleOpen(RecipientLedger.Refused(reply));
    }
}
