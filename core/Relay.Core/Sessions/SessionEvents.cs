using System.Text;
using Relay.Core.Handlers;
using Relay.Core.Handlers.Observing;
using Relay.Core.Protocol.Server;
using Relay.Sdk.Events;
using Relay.Sdk.Replies;
using Relay.Sdk.Tls;

namespace Relay.Core.Sessions;

/// <summary>Tells observers what happens in a session. Nothing is made when no handler observes it.</summary>
internal static class SessionEvents
{
    private const int MaxCommandOctets = 512;

    /// <summary>Whether errors are observed; then the session keeps the text of its command.</summary>
    public static bool WantsCommands(SmtpSession session) =>
        session.Context.Handlers.Observes<SyntaxFailed>() || session.Context.Handlers.Observes<ProtocolFailed>();

    /// <summary>The command as observers may see it: printable, not longer than a command need be, and without what AUTH carries.</summary>
    public static string Show(ReadOnlySpan<byte> line, CommandVerb verb)
    {
        string text = Encoding.UTF8.GetString(line[..Math.Min(line.Length, MaxCommandOctets)]);
        if (verb == CommandVerb.Auth)
            text = string.Join(' ', text.Split(' ', 3, StringSplitOptions.RemoveEmptyEntries).Take(2));
        return string.Create(text.Length, text, static (shown, from) =>
        {
            for (int i = 0; i < shown.Length; i++)
                shown[i] = char.IsControl(from[i]) ? ' ' : from[i];
        });
    }

    /// <summary>A command was answered with an error: <c>smtp:fail:syntax</c> or <c>smtp:fail:protocol</c>.</summary>
    public static void Fail(SmtpSession session, SmtpReply reply)
    {
        IHandlers handlers = session.Context.Handlers;

        // RFC 5321 §4.2.2 and §4.1.1.11: 500, 501, 502 and 555 are about the command itself, all others about where it comes.
        if (reply.Code is 500 or 501 or 502 or 555)
        {
            if (handlers.Observes<SyntaxFailed>())
                handlers.Tell(new SyntaxFailed
                {
                    EventId = LiveEventId.Next(),
                    At = Now(session),
                    Client = session.Facts,
                    Tls = session.Tls,
                    Command = session.Command,
                    Reply = reply
                });
        }
        else if (handlers.Observes<ProtocolFailed>())
        {
            handlers.Tell(new ProtocolFailed
            {
                EventId = LiveEventId.Next(),
                At = Now(session),
                Client = session.Facts,
                Tls = session.Tls,
                Command = session.Command,
                Reply = reply
            });
        }
    }

    /// <summary>A handshake failed: <c>tls:fail:connect</c>.</summary>
    public static void FailTls(SmtpSession session, string problem)
    {
        IHandlers handlers = session.Context.Handlers;
        if (handlers.Observes<HandshakeFailed>())
            handlers.Tell(new HandshakeFailed { EventId = LiveEventId.Next(), At = Now(session), Client = session.Facts, Problem = problem });
    }

    /// <summary>A client could not authenticate: <c>auth:fail</c>.</summary>
    /// <returns>The text for the log; null for the usual one.</returns>
    public static async ValueTask<string?> FailAuthAsync(SmtpSession session, string mechanism, string? user, SmtpReply reply)
    {
        IHandlers handlers = session.Context.Handlers;
        string? text = null;
        if (handlers.Decides<AuthenticationRefused>())
        {
            var moment = new AuthenticationRefused { Client = session.Facts, Mechanism = mechanism, User = user, Reply = reply };
            text = (await handlers.DecideLogTextAsync(moment, session.Ending) as LogText.Replaced)?.Text;
        }

        if (handlers.Observes<AuthenticationFailed>())
            handlers.Tell(new AuthenticationFailed
            {
                EventId = LiveEventId.Next(),
                At = Now(session),
                Client = session.Facts,
                Tls = session.Tls,
                Mechanism = mechanism,
                User = user,
                Reply = reply
            });
        return text;
    }

    /// <summary>A client showed its certificates: <c>tls:cert</c> for each, the certificate nearest to the root first.</summary>
    /// <returns>Why it does not count as verified; null when no handler objects.</returns>
    public static async ValueTask<string?> ShowCertificatesAsync(SmtpSession session, IReadOnlyList<PeerCertificate> chain)
    {
        IHandlers handlers = session.Context.Handlers;
        string? first = null;
        for (int i = chain.Count - 1; i >= 0; i--)
        {
            CertificateVerdict.Refused? refusal = null;
            if (handlers.Decides<CertificatePresented>())
            {
                var moment = new CertificatePresented { Certificate = chain[i], Client = session.Facts };
                refusal = await handlers.DecideCertificateAsync(moment, session.Ending) as CertificateVerdict.Refused;
            }

            if (handlers.Observes<CertificateSeen>())
                handlers.Tell(new CertificateSeen
                {
                    EventId = LiveEventId.Next(),
                    At = Now(session),
                    Client = session.Facts,
                    Tls = session.Tls,
                    Certificate = chain[i],
                    Refusal = refusal?.Reason,
                    RefusedBy = refusal?.By
                });
            if (refusal is not null)
                first ??= $"{refusal.Reason} (by {refusal.By})";
        }

        return first;
    }

    private static DateTimeOffset Now(SmtpSession session) => session.Context.Clock.GetUtcNow();
}
