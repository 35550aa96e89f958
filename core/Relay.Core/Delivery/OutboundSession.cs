using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Relay.Core.ContentReading;
using Relay.Core.Delivery.Connections;
using Relay.Core.Delivery.Transactions;
using Relay.Core.Protocol.Client;
using Relay.Core.Settings;
using Relay.Core.SevenBit;
using Relay.Sdk.Events;
using Relay.Sdk.Mail;
using Relay.Sdk.Replies;
using Relay.Sdk.Tls;

namespace Relay.Core.Delivery;

/// <summary>An SMTP connection that is ready for MAIL.</summary>
internal sealed partial class OutboundSession : IOutboundSession
{
    private static readonly TimeSpan QuitLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan TrustedIdle = TimeSpan.FromSeconds(1);

    private readonly HostConnection connection;
    private readonly HostCapabilities capabilities;
    private readonly TransportSettings settings;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly string attemptId;
    private readonly int maxMessages;
    private readonly DomainLimit domains;
    private int messages;
    private bool isFresh = true;
    private bool isUsable = true;
    private bool needsReset;

    public OutboundSession(HostConnection connection, HostCapabilities capabilities, SessionFacts facts, TimeProvider time, ILogger logger)
    {
        (this.connection, this.capabilities, this.time, this.logger) = (connection, capabilities, time, logger);
        (Host, Tls, settings, attemptId) = (facts.Host, facts.Tls, facts.Settings, facts.AttemptId);
        MaxRecipients = Math.Min(settings.MaxRecipients, capabilities.MaxRecipients ?? int.MaxValue);
        int limit = settings.MaxMessagesPerConnection == 0 ? int.MaxValue : settings.MaxMessagesPerConnection;
        maxMessages = Math.Min(limit, capabilities.MaxMessages ?? int.MaxValue);
        domains = new DomainLimit(capabilities.MaxRecipientDomains);
    }

    public HostFacts Host { get; }

    public TlsFacts? Tls { get; }

    // A host that has said more than it was asked is out of step: its next reply could be taken for the answer to something else.
    public bool IsReusable => isUsable && messages < maxMessages && !domains.IsUsedUp && !connection.HasUnreadOctets;

    public int MaxRecipients { get; }

    public SmtpReply? RequireTlsRefusal =>
        Tls is null or { Verified: "no" } ? OwnReplies.NoVerifiedTls : capabilities.RequireTls ? null : OwnReplies.NoRequireTls;

    public ValueTask<TransactionOutcome> SendAsync(OutboundMessage message, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var ledger = new RecipientLedger(message.Recipients.Count);
        bool reused = !isFresh;
        isFresh = false;
        if (!IsReusable || !domains.FitsAny(message.Recipients) || connection.HasSpoken())
        {
            isUsable &= !connection.HasSpoken();
            ledger.SettleOpen(new RecipientOutcome.Deferred(connection.HasUnreadOctets ? OwnReplies.OutOfStep : OwnReplies.ConnectionUsedUp));

            // A session that is out of step from the start would be so again: the host causes it, and the next host is asked.
            return new(new TransactionOutcome(ledger.Close(), DsnPassedOn: false, StaleConnection: true)
            {
                ConnectionEnded = !reused,
                HostDeclines = !reused,
                Trouble = DeliveryTrouble.Protocol,
            });
        }

        return RunAsync(message, ledger, reused, cancellationToken);
    }

    public async ValueTask QuitAsync()
    {
        if (isUsable && !connection.HasUnreadOctets)
            await SayQuitAsync();
        await DisposeAsync();
    }

    public ValueTask DisposeAsync()
    {
        isUsable = false;
        connection.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Compares the message with the host; null when its content cannot be read. Every recipient has an outcome then, and where the plan is
    /// a refusal.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<TransactionPlan?> PlanAsync(OutboundMessage message, RecipientLedger ledger, CancellationToken cancellationToken)
    {
        try
        {
            bool asciiHeader = capabilities.SmtpUtf8 || !message.Message.SmtpUtf8
                || await HeaderCharacters.AreAsciiAsync(message.Content, cancellationToken);
            TransactionPlan plan = Plan(message, asciiHeader);
            if (plan.Refusal is null && !capabilities.TakesEightBits && message.Message.Body != BodyType.BinaryMime)
                plan = await FitAsync(plan, message, cancellationToken);
            if (plan.Refusal is not null)
                ledger.SettleOpen(new RecipientOutcome.Failed(plan.Refusal));
            return plan;
        }
        catch (ContentUnreadableException failure)
        {
            ledger.SettleOpen(new RecipientOutcome.Deferred(OwnReplies.ContentUnreadable));
            LogContentUnreadable(failure, attemptId, message.Message.Id);
            return null;
        }
    }

    private TransactionPlan Plan(OutboundMessage message, bool asciiHeader) =>
        TransactionPlan.For(message, capabilities, RequireTlsRefusal, asciiHeader, isProven: messages > 0 && !IsIdle);

    /// <summary>Sees to it that a host without 8BITMIME gets ASCII.</summary>
    private async ValueTask<TransactionPlan> FitAsync(TransactionPlan plan, OutboundMessage message, CancellationToken cancellationToken)
    {
        if (settings.EightBitMime == EightBitRule.AsIs)
        {
            if (message.Message.Body == BodyType.EightBitMime)
                LogEightBitUndeclared(attemptId, message.Message.Id, Host.Name);
            return plan;
        }

        switch (await SevenBitConversion.OfAsync(message.Content, settings.EightBitMime == EightBitRule.Convert, cancellationToken))
        {
            case SevenBitOutcome.Impossible impossible:
                return plan with { Refusal = impossible.Reply };
            case SevenBitOutcome.Converted converted:
                LogConverted(attemptId, message.Message.Id, Host.Name, converted.Content.LengthOctets);
                return Plan(message with { Content = converted.Content }, asciiHeader: true);
            default:
                return plan;
        }
    }

    /// <summary>Runs one transaction; every recipient has an outcome afterwards.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<TransactionOutcome> RunAsync(OutboundMessage message, RecipientLedger ledger, bool reused,
        CancellationToken cancellationToken)
    {
        TransactionPlan? planned = await PlanAsync(message, ledger, cancellationToken);
        if (planned is not { Refusal: null } plan)
        {
            DeliveryTrouble trouble = planned?.Refusal is { } refusal ? OwnReplies.TroubleOf(refusal) : DeliveryTrouble.Local;
            return new TransactionOutcome(ledger.Close(), DsnPassedOn: false) { Trouble = trouble };
        }

        var transaction = new OutboundTransaction(connection, settings, capabilities.Pipelining, message, plan, ledger, domains);
        long repliesBefore = connection.Replies;
        messages++;
        await using CancellationTokenRegistration abort =
            cancellationToken.UnsafeRegister(static connection => ((HostConnection)connection!).Abort(), connection);
        try
        {
            await transaction.RunAsync(needsReset, cancellationToken);
            needsReset = transaction.LeavesOpenEnd;
            isUsable = !transaction.ConnectionEnds;
            connection.Rest();
            return new TransactionOutcome(ledger.Close(), plan.Dsn, reused && transaction.RefusesToBegin)
            {
                ConnectionEnded = transaction.ConnectionEnds,
                HostDeclines = transaction.HostDeclines,
            };
        }
        catch (ConnectionFaultException fault)
        {
            isUsable = false;
            cancellationToken.ThrowIfCancellationRequested();
            if (fault.Fault == ConnectionFault.OutOfStep)
                ledger.Distrust();
            ledger.SettleOpen(new RecipientOutcome.Deferred(OwnReplies.Of(fault, Host), transaction.ContentSent));
            bool stale = reused && !transaction.ContentSent && connection.Replies == repliesBefore
                && fault.Fault is ConnectionFault.Closed or ConnectionFault.Lost;
            LogBroken(attemptId, message.Message.Id, Host.Name, Host.EndPoint, fault.Message, transaction.ContentSent, stale);
            return new TransactionOutcome(ledger.Close(), plan.Dsn, stale)
            {
                ConnectionEnded = true,
                HostDeclines = !transaction.ContentSent,
                Trouble = FaultTrouble.Of(fault.Fault),
                OsError = FaultTrouble.OsErrorOf(fault),
            };
        }
        catch (ContentUnreadableException failure)
        {
            // The host waits for the rest of the content: only closing tells it that there is none.
            isUsable = false;
            ledger.SettleOpen(new RecipientOutcome.Deferred(OwnReplies.ContentUnreadable));
            LogContentUnreadable(failure, attemptId, message.Message.Id);
            return new TransactionOutcome(ledger.Close(), plan.Dsn);
        }
        catch (OperationCanceledException)
        {
            isUsable = false;
            throw;
        }
    }

    // A host may close an idle connection at any time; a connection that answered a moment ago is taken to be alive.
    private bool IsIdle => time.GetElapsedTime(connection.LastReplyAt) > TrustedIdle;

    private async ValueTask SayQuitAsync()
    {
        try
        {
            System.Buffers.BuffersExtensions.Write(connection.Output, CommandWriter.Quit);
            await connection.FlushAsync(QuitLimit);
            await connection.ReadReplyAsync(QuitLimit);
            await connection.EndTlsAsync(QuitLimit);
        }
        catch (ConnectionFaultException fault)
        {
            LogNoGoodbye(attemptId, Host.Name, fault.Message);
        }
    }
}
