using Relay.Core.Handlers;
using Relay.Sdk.Events;
using Relay.Sdk.Mail;
using Relay.Sdk.Replies;
using Relay.Sdk.Tls;

namespace Relay.Core.Delivery.Opening;

/// <summary>Asks and tells plugins about one outbound connection. Nothing is made when nobody listens.</summary>
/// <param name="attemptId">The attempt that the connection is made for; it begins with the id of the message.</param>
internal sealed class HostEvents(IHandlers handlers, TimeProvider time, string attemptId)
{
    private const int MessageIdLength = 13;

    private readonly MessageId? messageId =
        attemptId.Length > MessageIdLength && MessageId.TryParse(attemptId.AsSpan(0, MessageIdLength), out MessageId id) ? id : null;

    /// <summary><c>tcp:connect</c>; gives the reason against the host, null when there is none.</summary>
    public async ValueTask<string?> ConnectingAsync(HostFacts host, CancellationToken cancellationToken)
    {
        string? refusal = null;
        if (handlers.Decides<ConnectingToHost>())
        {
            var moment = new ConnectingToHost { Host = host, AttemptId = attemptId, MessageId = messageId };
            refusal = (await handlers.DecideOutboundAsync(moment, cancellationToken) as HostVerdict.HostSkipped)?.Reason;
        }

        if (handlers.Observes<ConnectionAttempted>())
            handlers.Tell(new ConnectionAttempted { EventId = LiveEventId.Next(), At = time.GetUtcNow(), Host = host, AttemptId = attemptId, MessageId = messageId, Refusal = refusal });
        return refusal;
    }

    /// <summary>Whether anybody decides on or hears of greetings.</summary>
    public bool WantsGreeting => handlers.Decides<HostGreeted>() || handlers.Observes<GreetingSeen>();

    /// <summary><c>smtp:connect</c>; gives the reason against the host, null when there is none.</summary>
    public async ValueTask<string?> GreetedAsync(HostFacts host, TlsFacts? tls, string greeting, CancellationToken cancellationToken)
    {
        string? refusal = null;
        if (handlers.Decides<HostGreeted>())
        {
            var moment = new HostGreeted { Host = host, Greeting = greeting, AttemptId = attemptId, MessageId = messageId };
            refusal = (await handlers.DecideOutboundAsync(moment, cancellationToken) as HostVerdict.HostSkipped)?.Reason;
        }

        if (handlers.Observes<GreetingSeen>())
        {
            handlers.Tell(new GreetingSeen
            {
                EventId = LiveEventId.Next(),
                At = time.GetUtcNow(),
                Host = host,
                Tls = tls,
                AttemptId = attemptId,
                MessageId = messageId,
                Greeting = greeting,
                Refusal = refusal,
            });
        }

        return refusal;
    }

    /// <summary>Whether anybody decides on or hears of certificates.</summary>
    public bool WantsCertificates => handlers.Decides<CertificatePresented>() || handlers.Observes<CertificateSeen>();

    /// <summary><c>tls:cert</c> for each certificate, the one nearest to the root first; gives the first refusal, null when there is none.</summary>
    public async ValueTask<string?> CertificatesAsync(HostFacts host, TlsHandshake handshake, CancellationToken cancellationToken)
    {
        for (int i = handshake.Chain.Count - 1; i >= 0; i--)
        {
            PeerCertificate certificate = handshake.Chain[i];
            string? refusal = null;
            if (handlers.Decides<CertificatePresented>())
                refusal = (await handlers.DecideCertificateAsync(new CertificatePresented { Certificate = certificate, Host = host }, cancellationToken) as CertificateVerdict.Refused)?.Reason;
            if (handlers.Observes<CertificateSeen>())
            {
                handlers.Tell(new CertificateSeen
                {
                    EventId = LiveEventId.Next(),
                    At = time.GetUtcNow(),
                    Host = host,
                    Tls = handshake.Facts,
                    AttemptId = attemptId,
                    MessageId = messageId,
                    Certificate = certificate,
                    Refusal = refusal,
                });
            }

            if (refusal is not null)
                return refusal;
        }

        return null;
    }

    /// <summary>Whether anybody hears of replies to EHLO.</summary>
    public bool WantsEhlo => handlers.Observes<EhloAnswered>();

    /// <summary><c>smtp:ehlo</c>.</summary>
    public void EhloAnswered(HostFacts host, TlsFacts? tls, SmtpReply reply) =>
        handlers.Tell(new EhloAnswered { EventId = LiveEventId.Next(), At = time.GetUtcNow(), Host = host, Tls = tls, AttemptId = attemptId, MessageId = messageId, Reply = reply });

    /// <summary><c>auth:fail</c>; gives the text for the log, null for the usual one.</summary>
    public async ValueTask<string?> LoginRefusedAsync(HostFacts host, TlsFacts? tls, string mechanism, string user, SmtpReply reply, CancellationToken cancellationToken)
    {
        string? text = null;
        if (handlers.Decides<AuthenticationRefused>())
        {
            var moment = new AuthenticationRefused { Host = host, Mechanism = mechanism, User = user, Reply = reply };
            text = (await handlers.DecideLogTextAsync(moment, cancellationToken) as LogText.Replaced)?.Text;
        }

        if (handlers.Observes<AuthenticationFailed>())
        {
            handlers.Tell(new AuthenticationFailed
            {
                EventId = LiveEventId.Next(),
                At = time.GetUtcNow(),
                Host = host,
                Tls = tls,
                AttemptId = attemptId,
                MessageId = messageId,
                Mechanism = mechanism,
                User = user,
                Reply = reply,
            });
        }

        return text;
    }

    /// <summary>Whether anybody hears of policies of DANE that fail: <c>dane:fail</c>.</summary>
    public bool WantsPolicies => handlers.Observes<DaneFailed>();

    /// <summary>A policy on TLS left the host out or was not satisfied; told for those that stand on TLSA records.</summary>
    public void PolicyFailed(HostFacts host, TlsOpinion opinion, string resultType, string reason)
    {
        if (opinion.Kind != TlsPolicyKind.Dane || !handlers.Observes<DaneFailed>())
            return;
        handlers.Tell(new DaneFailed { EventId = LiveEventId.Next(), At = time.GetUtcNow(), Host = host, AttemptId = attemptId, MessageId = messageId, ResultType = resultType, Reason = reason });
    }

    /// <summary>What is called when the connection is closed (<c>tcp:close</c>); null when nobody hears of it.</summary>
    public Action? WhenClosed(HostFacts host)
    {
        if (!handlers.Observes<ConnectionClosed>())
            return null;
        long began = time.GetTimestamp();
        return () => handlers.Tell(new ConnectionClosed
        {
            EventId = LiveEventId.Next(),
            At = time.GetUtcNow(),
            Host = host,
            AttemptId = attemptId,
            MessageId = messageId,
            Duration = time.GetElapsedTime(began),
        });
    }
}
