using System.Buffers;
using Relay.Core.Delivery.Connections;
using Relay.Core.Protocol.Client;
using Relay.Core.Settings;
using Relay.Core.Tls;
using Relay.Sdk.Events;
using Relay.Sdk.Replies;
using Relay.Sdk.Tls;

namespace Relay.Core.Delivery.Opening;

/// <summary>Takes a fresh connection from the greeting to the point where MAIL may be said.</summary>
/// <param name="useTls">False leaves TLS out although the plan has it: it was found broken, and is not required.</param>
internal sealed partial class SessionOpener(
    HostConnection connection, HostFacts host, TlsTarget target, TlsPlan plan, bool useTls, TransportSettings settings, string heloName,
    string attemptId, HostEvents events, OpeningContext context)
{
    private HostCapabilities capabilities = HostCapabilities.None;
    private TlsFacts? tls;
    private DeliveryTrouble trouble = DeliveryTrouble.Reply;
    private bool byPlugin;
    private string? logText;

    /// <summary>Opens the session; the connection is the session's from then on, and still the caller's when this fails.</summary>
    /// <exception cref="ConnectionFaultException">The connection broke.</exception>
    public async ValueTask<OpenOutcome> OpenAsync(CancellationToken cancellationToken)
    {
        bool isImplicit = settings.Tls == TransportTls.Implicit;
        OpenOutcome? failure = isImplicit ? await HandshakeAsync(cancellationToken) : null;
        failure ??= Failed(await GreetAsync(cancellationToken)) ?? Failed(await EhloAsync());
        if (failure is null && useTls && !isImplicit)
            failure = await UpgradeAsync(cancellationToken);
        if (failure is null && settings.Auth is { } auth)
            failure = Failed(await LogInAsync(auth, cancellationToken));
        if (failure is not null)
            return failure;
        LogOpened(host.Transport, tls);
        var facts = new SessionFacts(host, tls, settings, attemptId);
        return new OpenOutcome.Ready(new OutboundSession(connection, capabilities, facts, context.Time, context.Logger));
    }

    private OpenOutcome.Failed? Failed(SmtpReply? reply) =>
        reply is null ? null : new OpenOutcome.Failed(reply) { Trouble = trouble, Tls = tls, ByPlugin = byPlugin, LogText = logText };

    private async ValueTask<SmtpReply?> GreetAsync(CancellationToken cancellationToken)
    {
        int code = await connection.ReadReplyAsync(settings.GreetingTimeout);
        if (code != 220)
            return NotNow("greeting");
        if (!events.WantsGreeting || await events.GreetedAsync(host, tls, connection.Reply.ToReply().Text, cancellationToken) is not { } objection)
            return null;
        (trouble, byPlugin) = (DeliveryTrouble.Policy, true);
        LogGreetingRefused(context.Logger, attemptId, host.Name, host.EndPoint, objection.By ?? "relay", objection.Reason);
        return OpeningReplies.LeftOut(host, objection.Reason);
    }

    private async ValueTask<SmtpReply?> EhloAsync()
    {
        if (!CommandWriter.TryEhlo(connection.Output, heloName))
        {
            trouble = DeliveryTrouble.Local;
            return new SmtpReply(451, "4.3.5", "The relay's own name cannot be said in EHLO");
        }

        await connection.FlushAsync(settings.CommandTimeout);
        int code = await connection.ReadReplyAsync(settings.CommandTimeout);
        if (events.WantsEhlo)
            events.EhloAnswered(host, tls, connection.Reply.ToReply());
        if (code == 250)
        {
            capabilities = HostCapabilities.Parse(connection.Reply);
            return null;
        }

        return code >= 500 ? await HeloAsync() : NotNow("EHLO");
    }

    // RFC 5321 §3.2: a host that does not know EHLO is asked with HELO.
    private async ValueTask<SmtpReply?> HeloAsync()
    {
        CommandWriter.TryHelo(connection.Output, heloName);
        await connection.FlushAsync(settings.CommandTimeout);
        capabilities = HostCapabilities.None;
        return await connection.ReadReplyAsync(settings.CommandTimeout) == 250 ? null : NotNow("HELO");
    }

    /// <summary>STARTTLS and a new EHLO (RFC 3207 §4.2).</summary>
    private async ValueTask<OpenOutcome?> UpgradeAsync(CancellationToken cancellationToken)
    {
        if (!capabilities.StartTls)
        {
            events.TlsMissing(host, plan, TlsResultTypes.StartTlsNotSupported, "the host offers no STARTTLS", isRefused: plan.Required);
            if (!plan.Required)
                return null;
            trouble = DeliveryTrouble.Tls;
            return Failed(OpeningReplies.TlsNotOffered(host, plan));
        }

        try
        {
            return await StartTlsAsync() ?? await HandshakeAsync(cancellationToken) ?? Failed(await EhloAgainAsync());
        }
        catch (ConnectionFaultException fault) when (fault.Fault is not (ConnectionFault.TimedOut or ConnectionFault.OutOfStep)
            && !cancellationToken.IsCancellationRequested)
        {
            // Some hosts hang up instead of answering STARTTLS; and in TLS 1.3 their objections to the handshake come only with the first command.
            return Broken(OpeningReplies.TlsFailed(host, "going over to TLS failed: " + fault.Message));
        }
    }

    private async ValueTask<OpenOutcome?> StartTlsAsync()
    {
        connection.Output.Write(CommandWriter.StartTls);
        await connection.FlushAsync(settings.CommandTimeout);
        if (await connection.ReadReplyAsync(settings.CommandTimeout) != 220)
            return Broken(NotNow("STARTTLS"));

        // Octets behind the 220 were sent in clear text; an attacker may want them taken for a reply under TLS.
        return connection.HasUnreadOctets
            ? Broken(OpeningReplies.TlsFailed(host, "octets in clear text follow the reply to STARTTLS"))
            : null;
    }

    // What was offered in clear text counts no more.
    private ValueTask<SmtpReply?> EhloAgainAsync()
    {
        capabilities = HostCapabilities.None;
        return EhloAsync();
    }

    private async ValueTask<OpenOutcome?> HandshakeAsync(CancellationToken cancellationToken)
    {
        var handshake = new ClientHandshake(ServerNameText.Of(plan.ServerName ?? target.HostName), plan.IsLookedAt || events.WantsCertificates);
        TlsHandshake finished;
        try
        {
            finished = handshake.Finish(await connection.UpgradeAsync(handshake.Options, settings.TlsTimeout), host.EndPoint);
        }
        catch (ConnectionFaultException fault) when (fault.Fault == ConnectionFault.Tls)
        {
            return Broken(OpeningReplies.TlsFailed(host, fault.Message));
        }

        CertificateVerdict.Refused? refusal = events.WantsCertificates ? await events.CertificatesAsync(host, finished, cancellationToken) : null;
        HandshakeJudgement judgement = await context.HandshakeJudge.JudgeAsync(plan, target, host, finished, refusal, cancellationToken);
        tls = judgement.Facts;
        events.Judged(host, plan, judgement);
        if (judgement.MayBeUsed)
            return null;
        (trouble, byPlugin) = (DeliveryTrouble.Tls, judgement.ByPlugin);
        return Failed(OpeningReplies.NotVerified(host, judgement));
    }

    // Told here and nowhere else: each way in which TLS breaks ends in one such outcome.
    private OpenOutcome.TlsBroken Broken(SmtpReply reply)
    {
        events.TlsMissing(host, plan, TlsResultTypes.ValidationFailure, reply.Text, isRefused: true);
        return new OpenOutcome.TlsBroken(reply);
    }

    private async ValueTask<SmtpReply?> LogInAsync(TransportAuthSettings auth, CancellationToken cancellationToken)
    {
        var exchange = new AuthExchange(connection, host, auth, settings.CommandTimeout);
        SmtpReply? failure = await exchange.RunAsync(capabilities.Auth, tls is not null);
        if (exchange.Refusal is { IsPermanent: true } refusal)
            logText = await events.LoginRefusedAsync(host, tls, exchange.Mechanism, auth.User, refusal, cancellationToken);
        if (failure is not null && exchange.Refusal is null)
            trouble = DeliveryTrouble.Policy;
        return failure;
    }

    private SmtpReply NotNow(string stage) => OpeningReplies.NotNow(host, stage, connection.Reply.ToReply());
}
