using System.ComponentModel;
using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.Extensions.Logging;
using Relay.Core.ContentEditing;
using Relay.Core.Sessions.Connections;
using Relay.Core.Settings;

namespace Relay.Core.Sessions;

/// <summary>The server's side of a TLS handshake, for STARTTLS and for implicit TLS.</summary>
internal static partial class TlsStart
{
    /// <summary>After STARTTLS. Octets behind it came in clear text, perhaps from an attacker in between, and are dropped (RFC 3207 §6).</summary>
    public static async ValueTask UpgradeAsync(SmtpSession session)
    {
        int discarded = session.Channel.TakeUnread().Length;
        if (discarded > 0)
            LogDiscarded(session.Context.Log, session.Id, session.Remote.Address, discarded);
        await HandshakeAsync(session, []);
    }

    /// <summary>Implicit TLS (RFC 8314 §3). What came in one packet with a PROXY header belongs to the handshake.</summary>
    /// <returns>Whether the session goes on under TLS.</returns>
    public static ValueTask<bool> BeginAsync(SmtpSession session) => HandshakeAsync(session, session.Channel.TakeUnread());

    // When it fails the session ends without a word, since there is no channel left to speak on.
    private static async ValueTask<bool> HandshakeAsync(SmtpSession session, byte[] prefix)
    {
        session.Channel.Deadline.Expect(session.Context.Accept.TlsTimeout);
        try
        {
            Stream transport = new NetworkStream(session.Socket, ownsSocket: false);
            if (prefix.Length > 0)
                transport = new HeadedStream(prefix, transport);
            ClientCertificates? clients = session.Listener.Settings.ClientCertificates == ClientCertificateRule.Request ? new ClientCertificates()
                : null;
            SslServerAuthenticationOptions options = clients?.AskedFor(session.Listener.TlsOptions!) ?? session.Listener.TlsOptions!;
            TlsConnection connection = await TlsConnection.HandshakeAsync(transport, options, session.Ending);
            session.Channel.Switch(connection);
            session.StartTls(connection.Facts with { PeerSubject = clients?.Subject });
            if (clients is not null && await SessionEvents.ShowCertificatesAsync(session, clients.Chain) is { } refusal)
                LogNotVerified(session.Context.Log, session.Id, session.Remote.Address, clients.Subject, refusal);
            return true;
        }
        catch (Exception e) when (e is AuthenticationException or IOException or SocketException or Win32Exception or OperationCanceledException)
        {
            string problem = ProblemOf(e, session);
            LogFailed(session.Context.Log, session.Id, session.Remote.Address, problem);

            // A stop of the relay is no failure of the client's.
            if (session.Channel.Deadline.End != SessionEnd.Aborted)
                SessionEvents.FailTls(session, problem);
            session.End();
            return false;
        }
        finally
        {
            session.Channel.Deadline.Clear();
        }
    }

    private static string ProblemOf(Exception thrown, SmtpSession session) => session.Channel.Deadline.End switch
    {
        SessionEnd.CommandTimeout =>
            string.Create(CultureInfo.InvariantCulture, $"not finished within {session.Context.Accept.TlsTimeout.TotalSeconds:0.#} s"),
        SessionEnd.SessionTimeout => "the session has lasted too long",
        SessionEnd.Aborted => "the relay stops",
        _ => thrown.InnerException?.Message ?? thrown.Message,
    };

    [LoggerMessage(EventId = 230, Level = LogLevel.Warning,
        Message = "session {SessionId}: {Octets} octets from {Client} behind STARTTLS were discarded", EventName = "sessions.starttls-injection")]
    private static partial void LogDiscarded(ILogger logger, string sessionId, System.Net.IPAddress client, int octets);

    [LoggerMessage(EventId = 234, Level = LogLevel.Information,
        Message = "session {SessionId}: the certificate of {Client} ({Subject}) is refused by a plugin: {Reason}",
        EventName = "sessions.client-certificate-refused")]
    private static partial void LogNotVerified(ILogger logger, string sessionId, System.Net.IPAddress client, string? subject, string reason);

    [LoggerMessage(EventId = 231, Level = LogLevel.Information, Message = "session {SessionId}: TLS with {Client} failed: {Reason}",
        EventName = "sessions.tls-failed")]
    private static partial void LogFailed(ILogger logger, string sessionId, System.Net.IPAddress client, string reason);
}
