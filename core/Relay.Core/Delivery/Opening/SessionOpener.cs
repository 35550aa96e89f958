using Microsoft.Extensions.Logging;
using Relay.Core.Delivery.Connections;
using Relay.Core.Events;
using Relay.Core.Protocol.Client;
using Relay.Core.Settings;
using Relay.Sdk.Events;
using Relay.Sdk.Replies;

namespace Relay.Core.Delivery.Opening;

/// <summary>Takes a fresh connection from the greeting to the point where MAIL may be said.</summary>
internal sealed partial class SessionOpener(
    HostConnection connection, HostFacts host, TransportSettings settings, string heloName, string attemptId, IHandlers handlers, TimeProvider time, ILogger logger)
{
    private HostCapabilities capabilities = HostCapabilities.None;

    /// <summary>Opens the session; the connection is the session's from then on, and still the caller's when this fails.</summary>
    /// <exception cref="ConnectionFaultException">The connection broke.</exception>
    public async ValueTask<OpenOutcome> OpenAsync(CancellationToken cancellationToken)
    {
        if (await GreetAsync(cancellationToken) is { } unwelcome)
            return new OpenOutcome.Failed(unwelcome);
        if (await EhloAsync() is { } refusal)
            return new OpenOutcome.Failed(refusal);
        LogOpened(attemptId, host.Name, host.EndPoint, host.Transport);
        return new OpenOutcome.Ready(new SmtpSession(connection, capabilities, new SessionFacts(host, null, settings, attemptId), time, logger));
    }

    private async ValueTask<SmtpReply?> GreetAsync(CancellationToken cancellationToken)
    {
        int code = await connection.ReadReplyAsync(settings.GreetingTimeout);
        if (code != 220)
            return NotNow("greeting");
        if (!handlers.Decides<HostGreeted>())
            return null;
        string greeting = connection.Reply.ToReply().Text;
        Verdict verdict = await handlers.DecideAsync(new HostGreeted { Host = host, Greeting = greeting }, cancellationToken);
        return HostVerdict.Objection(verdict) is { } reason ? HostVerdict.Skipped(host, reason) : null;
    }

    private async ValueTask<SmtpReply?> EhloAsync()
    {
        if (!CommandWriter.TryEhlo(connection.Output, heloName))
            return new SmtpReply(451, "4.3.5", "The relay's own name cannot be said in EHLO");
        await connection.FlushAsync(settings.CommandTimeout);
        int code = await connection.ReadReplyAsync(settings.CommandTimeout);
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

    // RFC 5321 §4.2.1: what a host says before MAIL says nothing for good about a message, so 5xx is 4xx here.
    private SmtpReply NotNow(string stage)
    {
        SmtpReply reply = connection.Reply.ToReply();
        EnhancedStatus status = reply.Status.IsNone || reply.IsPositive ? new EnhancedStatus(4, 3, 0) : reply.Status with { Class = 4 };
        return new SmtpReply(451, status, ReplyText.OneLine($"{host.Name} [{host.EndPoint.Address}] at {stage}: {reply}"));
    }
}
