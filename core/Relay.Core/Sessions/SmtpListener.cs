using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging;
using Relay.Core.Sessions.Connections;
using Relay.Core.Settings;
using Relay.Sdk.Replies;

namespace Relay.Core.Sessions;

/// <summary>One listening socket. Its loop accepts and hands over, and never waits for a client.</summary>
internal sealed partial class SmtpListener : IDisposable
{
    // The kernel cuts this to its own limit (somaxconn); short queues make reconnecting clients wait a second for their SYN.
    private const int Backlog = 4096;
    private const int MaxReadOff = 4096;
    private static readonly TimeSpan PauseWithoutSockets = TimeSpan.FromMilliseconds(100);
    private readonly Func<SessionContext> context;
    private readonly SessionRegistry registry;
    private readonly ILogger log;
    private readonly Socket socket;
    private readonly ServerCertificate? certificate;
    private readonly long? highestDescriptor;

    /// <summary>Binds and listens.</summary>
    /// <param name="highestDescriptor">A client is turned away if its socket has a higher number; null for no bound.</param>
    /// <exception cref="IOException">The address cannot be had, or the certificate cannot be read; the text says which and why.</exception>
    public SmtpListener(ListenerSettings settings, Func<SessionContext> context, SessionRegistry registry, long? highestDescriptor, ILogger log)
    {
        (Settings, this.context, this.registry, this.highestDescriptor, this.log) = (settings, context, registry, highestDescriptor, log);
        certificate = settings.Tls == ListenerTls.None ? null : new ServerCertificate(settings.Certificate, settings.Key, context().Clock, log);
        IPEndPoint endPoint = ListenerAddress.Parse(settings.Address);
        socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (endPoint.Address.Equals(IPAddress.IPv6Any))
                socket.DualMode = true;
            socket.Bind(endPoint);
            socket.Listen(Backlog);
            EndPoint = (IPEndPoint)socket.LocalEndPoint!;
        }
        catch (SocketException e)
        {
            socket.Dispose();
            string advice = e.SocketErrorCode == SocketError.AccessDenied
                ? "ports below 1024 need the capability CAP_NET_BIND_SERVICE"
                : "choose another address, or stop what listens there";
            throw new IOException($"cannot listen on {settings.Address}: {e.Message}; {advice}", e);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public ListenerSettings Settings { get; }

    /// <summary>Where it listens; with the port that the system chose for port 0.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>The certificate and versions; null without TLS.</summary>
    public SslServerAuthenticationOptions? TlsOptions => certificate?.Options;

    /// <summary>Reads the certificate again when its files have changed, and tells what is wrong with it.</summary>
    public void LookAtCertificate() => certificate?.Look();

    /// <summary>Accepts until the listener is disposed.</summary>
    public async Task AcceptAsync(CancellationToken cancellationToken)
    {
        LogListening(log, EndPoint, Settings.Tls, Settings.Auth);
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                Begin(await socket.AcceptAsync(cancellationToken));
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException e)
            {
                // Out of file descriptors, or a client that left before it was accepted.
                LogAcceptFailed(log, EndPoint, e.SocketErrorCode);
                await Task.Delay(PauseWithoutSockets, context().Clock, CancellationToken.None);
            }
        }
    }

    public void Dispose() => socket.Dispose();

    private void Begin(Socket client)
    {
        SessionContext current = context();
        var deadline = new SessionDeadline(current.Clock, current.Accept.SessionTimeout);
        SmtpReply? refusal = HasRoomFor(client) ? registry.Enter(deadline, current.Accept) : SessionReplies.TooManySessions;
        if (refusal is null)
        {
            ThreadPool.UnsafeQueueUserWorkItem(new SessionRun(current, this, registry, client, deadline), preferLocal: false);
            return;
        }

        LogTurnedAway(log, EndPoint, refusal);
        deadline.Dispose();
        TurnAway(client, refusal);
    }

    // The system gives out the lowest free number: a high one says that nearly all that the process may open is open.
    private bool HasRoomFor(Socket client) => highestDescriptor is not { } highest || (long)client.Handle <= highest;

    // A fresh connection has room for one line, so that this does not wait. A header that a proxy has sent already is read off, since closing
    // over unread input resets the connection, and the line is lost with it.
    private void TurnAway(Socket client, SmtpReply reply)
    {
        Span<byte> unread = stackalloc byte[512];
        try
        {
            client.Blocking = false;
            if (Settings.Tls != ListenerTls.Implicit)
                client.Send(Encoding.ASCII.GetBytes(reply + "\r\n"));
            client.Shutdown(SocketShutdown.Send);
            for (int i = 0; i < MaxReadOff / unread.Length && client.Available > 0; i++)
                client.Receive(unread);
        }
        catch (SocketException e)
        {
            LogAwayFailed(log, EndPoint, e.SocketErrorCode);
        }
        finally
        {
            client.Dispose();
        }
    }
}
