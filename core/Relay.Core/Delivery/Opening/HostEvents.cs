using Relay.Core.Handlers;
using Relay.Core.Handlers.Observing;
using Relay.Core.Tls;
using Relay.Sdk.Events;
using Relay.Sdk.Replies;
using Relay.Sdk.Tls;

namespace Relay.Core.Delivery.Opening;

/// <summary>Asks and tells plugins about one outbound connection. Nothing is made when no handler listens.</summary>
/// <param name="purpose">What the connection is made for.</param>
internal sealed class HostEvents(IHandlers handlers, TimeProvider time, ConnectionPurpose purpose)
{
    /// <summary><c>tcp:connect</c>; gives the objection against the host, null when there is none.</summary>
    public async ValueTask<HostVerdict.HostSkipped?> ConnectingAsync(HostFacts host, CancellationToken cancellationToken)
    {
        HostVerdict.HostSkipped? refusal = null;
        if (handlers.Decides<ConnectingToHost>())
        {
            var moment = new ConnectingToHost
            {
                Host = host,
                AttemptId = purpose.AttemptId,
                MessageId = purpose.MessageId,
                ReversePath = purpose.ReversePath
            };
            refusal = await handlers.DecideOutboundAsync(moment, cancellationToken) as HostVerdict.HostSkipped;
        }

        if (handlers.Observes<ConnectionAttempted>())
        {
            handlers.Tell(new ConnectionAttempted
            {
                EventId = LiveEventId.Next(),
                At = time.GetUtcNow(),
                Host = host,
                AttemptId = purpose.AttemptId,
                MessageId = purpose.MessageId,
                ReversePath = purpose.ReversePath,
                Refusal = refusal?.Reason,
                RefusedBy = refusal?.By,
            });
        }

        return refusal;
    }

    /// <summary>Whether a handler decides on or observes greetings.</summary>
    public bool WantsGreeting => handlers.Decides<HostGreeted>() || handlers.Observes<GreetingSeen>();

    /// <summary><c>smtp:connect</c>; gives the objection against the host, null when there is none.</summary>
    public async ValueTask<HostVerdict.HostSkipped?> GreetedAsync(HostFacts host, TlsFacts? tls, string greeting, CancellationToken cancellationToken)
    {
        HostVerdict.HostSkipped? refusal = null;
        if (handlers.Decides<HostGreeted>())
        {
            var moment = new HostGreeted
            {
                Host = host,
                Greeting = greeting,
                AttemptId = purpose.AttemptId,
                MessageId = purpose.MessageId,
                ReversePath = purpose.ReversePath,
            };
            refusal = await handlers.DecideOutboundAsync(moment, cancellationToken) as HostVerdict.HostSkipped;
        }

        if (handlers.Observes<GreetingSeen>())
        {
            handlers.Tell(new GreetingSeen
            {
                EventId = LiveEventId.Next(),
                At = time.GetUtcNow(),
                Host = host,
                Tls = tls,
                AttemptId = purpose.AttemptId,
                MessageId = purpose.MessageId,
                ReversePath = purpose.ReversePath,
                Greeting = greeting,
                Refusal = refusal?.Reason,
                RefusedBy = refusal?.By,
            });
        }

        return refusal;
    }

    /// <summary>Whether a handler decides on or observes certificates.</summary>
    public bool WantsCertificates => handlers.Decides<CertificatePresented>() || handlers.Observes<CertificateSeen>();

    /// <summary><c>tls:cert</c> for each certificate, the certificate nearest to the root first; gives the first objection, null when there is
    /// none.</summary>
    public async ValueTask<CertificateVerdict.Refused?> CertificatesAsync(HostFacts host, TlsHandshake handshake, CancellationToken cancellationToken)
    {
        CertificateVerdict.Refused? first = null;
        for (int i = handshake.Chain.Count - 1; i >= 0; i--)
        {
            PeerCertificate certificate = handshake.Chain[i];
            CertificateVerdict.Refused? refusal = null;
            if (handlers.Decides<CertificatePresented>())
            {
                var moment = new CertificatePresented
                {
                    Certificate = certificate,
                    Host = host,
                    AttemptId = purpose.AttemptId,
                    MessageId = purpose.MessageId,
                    ReversePath = purpose.ReversePath,
                };
                refusal = await handlers.DecideCertificateAsync(moment, cancellationToken) as CertificateVerdict.Refused;
            }

            if (handlers.Observes<CertificateSeen>())
            {
                handlers.Tell(new CertificateSeen
                {
                    EventId = LiveEventId.Next(),
                    At = time.GetUtcNow(),
                    Host = host,
                    Tls = handshake.Facts,
                    AttemptId = purpose.AttemptId,
                    MessageId = purpose.MessageId,
                    ReversePath = purpose.ReversePath,
                    Certificate = certificate,
                    Refusal = refusal?.Reason,
                    RefusedBy = refusal?.By,
                });
            }

            first ??= refusal;
        }

        return first;
    }

    /// <summary>Whether a handler observes replies to EHLO.</summary>
    public bool WantsEhlo => handlers.Observes<EhloAnswered>();

    /// <summary><c>smtp:ehlo</c>.</summary>
    public void EhloAnswered(HostFacts host, TlsFacts? tls, SmtpReply reply) =>
        handlers.Tell(new EhloAnswered
        {
            EventId = LiveEventId.Next(),
            At = time.GetUtcNow(),
            Host = host,
            Tls = tls,
            AttemptId = purpose.AttemptId,
            MessageId = purpose.MessageId,
            ReversePath = purpose.ReversePath,
            Reply = reply,
        });

    /// <summary><c>auth:fail</c>; gives the text for the log, null for the usual one.</summary>
    public async ValueTask<string?> LoginRefusedAsync(HostFacts host, TlsFacts? tls, string mechanism, string user, SmtpReply reply,
        CancellationToken cancellationToken)
    {
        string? text = null;
        if (handlers.Decides<AuthenticationRefused>())
        {
            var moment = new AuthenticationRefused
            {
                Host = host,
                AttemptId = purpose.AttemptId,
                MessageId = purpose.MessageId,
                ReversePath = purpose.ReversePath,
                Mechanism = mechanism,
                User = user,
                Reply = reply,
            };
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
                AttemptId = purpose.AttemptId,
                MessageId = purpose.MessageId,
                ReversePath = purpose.ReversePath,
                Mechanism = mechanism,
                User = user,
                Reply = reply,
            });
        }

        return text;
    }

    /// <summary>A policy on TLS left the host out: <c>tls:judged</c>, and <c>dane:fail</c> for policies that stand on TLSA records.</summary>
    public void PolicyLeftOut(HostFacts host, TlsPlan plan, string reason)
    {
        if (!WantsPolicies)
            return;
        IReadOnlyList<TlsOpinion> opinions = plan.Opinions;
        TellJudged(host, null, plan, opinions, reason, opinions.FirstOrDefault(static opinion => opinion.Holds)?.ResultType);
        foreach (TlsOpinion opinion in opinions)
        {
            if (opinion.ResultType is { } resultType)
                TellDane(host, opinion, resultType, reason);
        }
    }

    /// <summary>TLS did not come about: <c>tls:judged</c>, and <c>dane:fail</c> where the answer of a policy that stands on TLSA records
    /// holds.</summary>
    /// <param name="isRefused">False when the connection is used in clear text.</param>
    public void TlsMissing(HostFacts host, TlsPlan plan, string resultType, string reason, bool isRefused)
    {
        if (!WantsPolicies)
            return;
        IReadOnlyList<TlsOpinion> opinions = plan.Opinions;
        TellJudged(host, null, plan, opinions, isRefused ? reason : null, resultType);
        foreach (TlsOpinion opinion in opinions)
        {
            if (opinion.Holds && isRefused)
                TellDane(host, opinion, resultType, reason);
        }
    }

    /// <summary>A handshake was judged: <c>tls:judged</c>, and <c>dane:fail</c> where a policy that stands on TLSA records objects.</summary>
    public void Judged(HostFacts host, TlsPlan plan, HandshakeJudgement judgement)
    {
        if (!WantsPolicies)
            return;
        IReadOnlyList<TlsOpinion> opinions = judgement.Facts.Opinions;
        string? resultType = judgement.MayBeUsed ? null
            : opinions.FirstOrDefault(static opinion => opinion is { Holds: true, Objection: not null })?.ResultType
            ?? TlsResultTypes.ValidationFailure;
        TellJudged(host, judgement.Facts, plan, opinions, judgement.MayBeUsed ? null : judgement.Objection, resultType);
        foreach (TlsOpinion opinion in opinions)
        {
            if (opinion is { Objection: { } objection })
                TellDane(host, opinion, opinion.ResultType ?? TlsResultTypes.ValidationFailure, objection);
        }
    }

    /// <summary>What is called when the connection is closed (<c>tcp:close</c>); null when no handler observes it.</summary>
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
            AttemptId = purpose.AttemptId,
            MessageId = purpose.MessageId,
            ReversePath = purpose.ReversePath,
            Duration = time.GetElapsedTime(began),
        });
    }

    private bool WantsPolicies => handlers.Observes<TlsJudged>() || handlers.Observes<DaneFailed>();

    private void TellJudged(HostFacts host, TlsFacts? tls, TlsPlan plan, IReadOnlyList<TlsOpinion> opinions, string? refusal, string? resultType)
    {
        if (!handlers.Observes<TlsJudged>())
            return;
        handlers.Tell(new TlsJudged
        {
            EventId = LiveEventId.Next(),
            At = time.GetUtcNow(),
            Host = host,
            Tls = tls,
            AttemptId = purpose.AttemptId,
            MessageId = purpose.MessageId,
            ReversePath = purpose.ReversePath,
            DecidedBy = plan.DecidedBy,
            Opinions = opinions,
            Refusal = refusal,
            ResultType = resultType,
        });
    }

    private void TellDane(HostFacts host, TlsOpinion opinion, string resultType, string reason)
    {
        if (opinion.Kind != TlsPolicyKind.Dane || !handlers.Observes<DaneFailed>())
            return;
        handlers.Tell(new DaneFailed
        {
            EventId = LiveEventId.Next(),
            At = time.GetUtcNow(),
            Host = host,
            AttemptId = purpose.AttemptId,
            MessageId = purpose.MessageId,
            ReversePath = purpose.ReversePath,
            ResultType = resultType,
            Reason = reason,
        });
    }
}
