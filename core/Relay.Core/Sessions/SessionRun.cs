using System.Net;
using System.Net.Sockets;
using Relay.Core.Sessions.Connections;
using Relay.Sdk.Replies;

namespace Relay.Core.Sessions;

/// <summary>The life of one session, from the accepted socket to its close.</summary>
internal sealed partial class SessionRun(SessionContext context, SmtpListener listener, SessionRegistry registry, Socket socket,
    SessionDeadline deadline)
    : IThreadPoolWorkItem
{
    private static readonly TimeSpan LastWordsTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LingerTimeout = TimeSpan.FromSeconds(2);

    public void Execute() => _ = RunAsync();

    private async Task RunAsync()
    {
        try
        {
            await ServeAsync();
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            LogLost(context.Log, listener.EndPoint, e.Message);
        }
        catch (Exception e)
        {
            // Nothing awaits this task.
            LogBroken(context.Log, listener.EndPoint, e);
        }
        finally
        {
            socket.Dispose();
            registry.Leave(deadline);
            deadline.Dispose();
        }
    }

    private async Task ServeAsync()
    {
        socket.NoDelay = true;
        await using var channel = new SessionChannel(new SocketConnection(socket), deadline);
        var session = new SmtpSession(context, listener, socket, channel)
        {
            Remote = Plain((IPEndPoint)socket.RemoteEndPoint!),
            Local = Plain((IPEndPoint)socket.LocalEndPoint!),
        };
        try
        {
            if (await SessionOpening.OpenAsync(session, registry))
                await SessionLoop.RunAsync(session);
            await channel.FinishAsync(context.Accept.CommandTimeout);
        }
        catch (OperationCanceledException)
        {
            await SayLastAsync(session, LastWord());
        }
        catch (Exception e)
        {
            LogFault(context.Log, session.Id, session.Remote, e);
            await SayLastAsync(session, SessionReplies.Fault);
        }
        finally
        {
            SessionOpening.Close(session, registry);
            await session.ResetAsync();
            LogEnd(context.Log, session);
        }

        if (!channel.IsGone && (session.IsCutShort || socket.Available > 0))
            await LingerAsync();
    }

    private SmtpReply LastWord() => deadline.End switch
    {
        SessionEnd.CommandTimeout => SessionReplies.TimedOut,
        SessionEnd.SessionTimeout => SessionReplies.SessionTooLong,
        _ => SessionReplies.Stopping,
    };

    private async ValueTask SayLastAsync(SmtpSession session, SmtpReply reply)
    {
        session.End(reply);
        if (!session.CanSpeak)
            return;
        using var timeout = new CancellationTokenSource(LastWordsTimeout, context.Clock);
        await session.Channel.FlushFinallyAsync(timeout.Token);
    }

    // Closing a socket with unread input resets the connection, and the client may never read the refusal that was its last reply.
    private async ValueTask LingerAsync()
    {
        byte[] drain = System.Buffers.ArrayPool<byte>.Shared.Rent(4096);
        using var timeout = new CancellationTokenSource(LingerTimeout, context.Clock);
        try
        {
            socket.Shutdown(SocketShutdown.Send);
            while (await socket.ReceiveAsync(drain, SocketFlags.None, timeout.Token) > 0)
                timeout.Token.ThrowIfCancellationRequested();
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            LogLost(context.Log, listener.EndPoint, e.Message);
        }
        finally
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(drain);
        }
    }

    // An IPv4 client of a listener for both families shows as IPv4.
    private static IPEndPoint Plain(IPEndPoint endPoint) =>
        endPoint.Address.IsIPv4MappedToIPv6 ? new IPEndPoint(endPoint.Address.MapToIPv4(), endPoint.Port) : endPoint;
}
