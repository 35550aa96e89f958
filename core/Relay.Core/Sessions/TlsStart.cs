using System.ComponentModel;
using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.Extensions.Logging;
using Relay.Core.Sessions.Connections;

namespace Relay.Core.Sessions;

/// <summary>The server's side of a TLS handshake, for STARTTLS and for implicit TLS.</summary>
internal static partial class TlsStart
{
    /// <summary>Does the handshake within its deadline; when it fails the session ends without a word, since there is no channel left to speak on.</summary>
    /// <param name="session">The session.</param>
    /// <returns>Whether the session goes on under TLS.</returns>
    public static async ValueTask<bool> HandshakeAsync(SmtpSession session)
    {
        // Whatever came behind STARTTLS in clear text may have been put there by somebody in between (RFC 3207 §6).
        int discarded = session.Channel.Discard();
        if (discarded > 0)
            LogDiscarded(session.Context.Log, session.Id, session.Remote.Address, discarded);
        session.Channel.Deadline.Expect(session.Context.Accept.TlsTimeout);
        try
        {
            var transport = new NetworkStream(session.Socket, ownsSocket: false);
            TlsConnection connection = await TlsConnection.HandshakeAsync(transport, session.Listener.TlsOptions!, session.Ending);
            session.Channel.Switch(connection);
            session.StartTls(connection.Facts);
            return true;
        }
        catch (Exception e) when (e is AuthenticationException or IOException or SocketException or Win32Exception or OperationCanceledException)
        {
            LogFailed(session.Context.Log, session.Id, session.Remote.Address, e.InnerException?.Message ?? e.Message);
            session.End();
            return false;
        }
        finally
        {
            session.Channel.Deadline.Clear();
        }
    }

    [LoggerMessage(EventId = 230, Level = LogLevel.Warning, Message = "session {SessionId}: {Octets} octets from {Client} behind STARTTLS were discarded")]
    private static partial void LogDiscarded(ILogger logger, string sessionId, System.Net.IPAddress client, int octets);

    [LoggerMessage(EventId = 231, Level = LogLevel.Information, Message = "session {SessionId}: TLS with {Client} failed: {Reason}")]
    private static partial void LogFailed(ILogger logger, string sessionId, System.Net.IPAddress client, string reason);
}
