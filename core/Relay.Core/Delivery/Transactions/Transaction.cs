using System.Buffers;
using System.Runtime.CompilerServices;
using Relay.Core.Delivery.Connections;
using Relay.Core.Protocol.Client;
using Relay.Core.Settings;
using Relay.Sdk.Replies;

namespace Relay.Core.Delivery.Transactions;

/// <summary>One MAIL transaction from MAIL to the reply after the content.</summary>
/// <remarks>RFC 5321 §3.3, RFC 2920. Throws for a broken connection; what is known of the recipients by then is in the ledger.</remarks>
internal sealed class Transaction(
    HostConnection connection, TransportSettings settings, bool pipelining, OutboundMessage message, TransactionPlan plan, RecipientLedger ledger)
{
    private static readonly TimeSpan LastWordLimit = TimeSpan.FromSeconds(1);

    private readonly EnvelopeExchange envelope = new(connection, message, plan, ledger, pipelining, settings.CommandTimeout);
    private bool connectionEnds;

    /// <summary>Whether the whole content was sent, so that the host may have the message whatever happens now.</summary>
    public bool ContentSent { get; private set; }

    /// <summary>Whether the host may hold a half-finished transaction that RSET has to end before the next one.</summary>
    public bool LeavesOpenEnd { get; private set; }

    /// <summary>Whether the host said 421, or something after which the connection is of no use.</summary>
    public bool ConnectionEnds => connectionEnds || envelope.ConnectionEnds;

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
        if (!envelope.HasOutstanding && ledger.Accepted == 0)
            return;
        connection.Output.Write(CommandWriter.Data);
        await envelope.CatchUpAsync();
        if (envelope.ConnectionEnds)
            return;
        int code = await connection.ReadReplyAsync(settings.CommandTimeout);
        if (code == 354)
            await SendContentAsync(cancellationToken);
        else
            Conclude(code);
    }

    private async ValueTask SendContentAsync(CancellationToken cancellationToken)
    {
        if (ledger.Accepted == 0)
        {
            // DATA had gone out before the refusals came in, and the host still wants content: it gets none (RFC 2920 §3.1).
            connection.Output.Write(".\r\n"u8);
            await connection.FlushAsync(settings.CommandTimeout);
        }
        else
        {
            if (!await TryWriteContentAsync(cancellationToken))
                return;
            ContentSent = true;
        }

        int code = await connection.ReadReplyAsync(settings.FinalTimeout);
        LeavesOpenEnd = false;
        Conclude(code);
    }

    private async ValueTask<bool> TryWriteContentAsync(CancellationToken cancellationToken)
    {
        try
        {
            await new ContentWriter(connection, settings.DataTimeout).WriteAsync(message.Content, cancellationToken);
            return true;
        }
        catch (ConnectionFaultException fault) when (fault.Fault == ConnectionFault.Lost)
        {
            // A host that has heard enough says why and closes; the words are still there to be read.
            if (!await TryReadLastWordAsync())
                throw;
            return false;
        }
    }

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
        if (code / 100 == 2 && ContentSent)
        {
            ledger.SettleOpen(new RecipientOutcome.Delivered(connection.Reply.ToReply()));
            return;
        }

        SmtpReply reply = connection.Reply.ToReply();
        connectionEnds |= code == 421 || (code < 400 && ledger.Accepted > 0);
        ledger.SettleOpen(code == 421 ? new RecipientOutcome.Deferred(reply) : RecipientLedger.Refused(reply));
    }
}
