using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Security.Authentication;
using System.Text;
using Relay.Core.Protocol.Client;
using Relay.Core.Tracing;

namespace Relay.Core.Delivery.Connections;

/// <summary>One outbound connection, in clear text or in TLS: gathers output, sends it with few system calls, receives replies one by one.</summary>
/// <remarks>
/// One caller at a time. Deadlines do not cancel operations one by one but close the socket under them: an SMTP connection that missed a deadline is
/// of no use any more, and the common case pays a clock reading only.
/// </remarks>
internal sealed class HostConnection : IDisposable
{
    // Shorter stretches are copied together, so that they fill a TLS record.
    private const int TlsReferenceOctets = 16 * 1024;

    private readonly Socket socket;
    private readonly ConnectionDeadline deadline;
    private readonly TimeProvider time;
    private readonly ConversationTrace trace;
    private readonly ReplyBuffer received = new();
    private VectoredSend? vectored;
    private SslStream? tls;
    private long contentOctets;

    // A read of no octets under TLS: it ends when the host has said something, or has closed.
    private Task<int>? listening;

    /// <param name="trace">Tells the conversation to operators that follow it.</param>
    public HostConnection(Socket socket, TimeProvider time, ConversationTrace trace)
    {
        (this.socket, this.time, this.trace) = (socket, time, trace);
        deadline = new ConnectionDeadline(time, socket.Dispose);
        LastReplyAt = time.GetTimestamp();
    }

    /// <summary>Called once when the connection is closed; null for nothing.</summary>
    public Action? Closed { get; set; }

    /// <summary>What goes out with the next <see cref="FlushAsync"/>.</summary>
    public SendBuffer Output { get; } = new();

    /// <summary>The last reply read; valid until the next reply is read.</summary>
    public ReplyView Reply => received.Reply;

    /// <summary>The next line is part of a login; it is shown to no handler and in no trace.</summary>
    public bool HidesNext { get; set; }

    /// <summary>Whether octets have come in that no reply was made of yet.</summary>
    public bool HasUnreadOctets => !received.Unread.IsEmpty;

    /// <summary>Whether another reply has come in after the last reply that was read, and it is not the host's goodbye (421).</summary>
    public bool HasFurtherReply => HasUnreadOctets && !received.Unread.StartsWith("421"u8);

    /// <summary>Timestamp of the last whole reply, or of the connection.</summary>
    public long LastReplyAt { get; private set; }

    /// <summary>Replies read on this connection.</summary>
    public long Replies { get; private set; }

    /// <summary>Sends what was gathered.</summary>
    /// <remarks>All replies to what was sent before have been read by then, so octets that are left answer nothing: the relay would take the next
    /// reply for the answer to another command.</remarks>
    /// <exception cref="ConnectionFaultException">It could not all be sent in time, or the host is out of step.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask FlushAsync(TimeSpan limit)
    {
        if (Output.Octets == 0)
            return;
        if (HasUnreadOctets)
            throw OutOfStep();
        TraceOutput();
        deadline.Arm(limit);
        try
        {
            if (tls is not null)
                await WriteTlsAsync(tls);
            else if (Output.IsOnePiece)
                await socket.SendAsync(Output.OnePiece, SocketFlags.None);
            else
                await (vectored ??= new VectoredSend()).SendAsync(socket, Output.Segments);
        }
        catch (Exception failure) when (IsOfConnection(failure))
        {
            throw Fault(failure);
        }
        finally
        {
            deadline.Disarm();
            Output.Clear();
        }
    }

    /// <summary>Puts content behind what was gathered, sending on the way whenever that is a good stretch; the rest goes with the next
    /// flush.</summary>
    /// <remarks>The content may only be referred to until then.</remarks>
    /// <exception cref="ConnectionFaultException">A stretch could not be sent in time.</exception>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> content, TimeSpan stretchLimit)
    {
        while (!content.IsEmpty)
        {
            if (contentOctets == 0)
                TraceCommands();
            int taken = Output.Take(content);
            contentOctets += taken;
            content = content[taken..];
            if (Output.IsFull)
                await FlushAsync(stretchLimit);
        }
    }

    /// <summary>Reads the next reply; <see cref="Reply"/> shows it.</summary>
    /// <param name="limit">For the whole reply, so that a host cannot stretch it octet by octet.</param>
    /// <returns>The reply code.</returns>
    /// <exception cref="ConnectionFaultException">There is no whole and well-formed reply in time.</exception>
    public ValueTask<int> ReadReplyAsync(TimeSpan limit) => ReadReplyAsync(new ReplyScanner(), limit);

    /// <summary>Reads the reply to the whole message. Lines without a reply code are passed over: the host may have the message, and to give up on
    /// them would send it again.</summary>
    /// <param name="limit">For the whole reply.</param>
    /// <returns>The reply code.</returns>
    /// <exception cref="ConnectionFaultException">There is no whole reply in time.</exception>
    public ValueTask<int> ReadFinalReplyAsync(TimeSpan limit) => ReadReplyAsync(new ReplyScanner { IsFinal = true }, limit);

    /// <summary>Looks without waiting whether the host has sent something unasked, or has closed.</summary>
    public bool HasSpoken()
    {
        if (HasUnreadOctets)
            return true;
        try
        {
            if (tls is null)
                return socket.Poll(0, SelectMode.SelectRead);

            // Readable octets under TLS may be a session ticket, and SslStream may hold records that the socket no longer has.
            listening ??= tls.ReadAsync(Memory<byte>.Empty).AsTask();
            return listening.IsCompleted;
        }
        catch (Exception failure) when (IsOfConnection(failure))
        {
            return true;
        }
    }

    private ValueTask<int> ReadReplyAsync(ReplyScanner fresh, TimeSpan limit)
    {
        ReplyScan scan = received.Begin(fresh);
        return scan == ReplyScan.Complete ? new ValueTask<int>(TakeReply()) : ReceiveReplyAsync(scan, limit);
    }

    /// <summary>Goes on in TLS. What was received before is forgotten: it came in clear text.</summary>
    /// <exception cref="ConnectionFaultException">The handshake failed or was not done in time; its fault is
    /// <see cref="ConnectionFault.Tls"/>.</exception>
    public async ValueTask<SslStream> UpgradeAsync(SslClientAuthenticationOptions options, TimeSpan limit)
    {
        SslStream? stream = null;
        received.Clear();
        Output.ReferenceOctets = TlsReferenceOctets;
        deadline.Arm(limit);
        try
        {
            stream = new SslStream(new NetworkStream(socket, ownsSocket: false));
            await stream.AuthenticateAsClientAsync(options);
            tls = stream;
            return stream;
        }
        catch (Exception failure) when (IsOfConnection(failure))
        {
            if (stream is not null)
                await stream.DisposeAsync();
            string reason = deadline.HasExpired ? "no answer in time" : ReplyText.OneLine(failure.Message);
            throw new ConnectionFaultException(ConnectionFault.Tls, "the TLS handshake failed: " + reason, failure);
        }
        finally
        {
            deadline.Disarm();
        }
    }

    /// <summary>Ends TLS, if there is any, with close_notify: an end without it could come from an attacker in between (RFC 8446 §6.1).</summary>
    /// <exception cref="ConnectionFaultException">It could not be sent in time.</exception>
    public async ValueTask EndTlsAsync(TimeSpan limit)
    {
        if (tls is null)
            return;
        deadline.Arm(limit);
        try
        {
            await tls.ShutdownAsync();
        }
        catch (Exception failure) when (IsOfConnection(failure))
        {
            throw Fault(failure);
        }
        finally
        {
            deadline.Disarm();
        }
    }

    /// <summary>Ends the connection at once, from any thread; operations in flight fail.</summary>
    public void Abort() => socket.Dispose();

    /// <summary>Gives pooled memory back while nothing is in flight. The last reply cannot be looked at any more.</summary>
    public void Rest()
    {
        Output.Release();
        if (!HasUnreadOctets)
            received.Release();
    }

    public void Dispose()
    {
        deadline.Dispose();
        socket.Dispose();
        tls?.Dispose();
        vectored?.Dispose();
        received.Clear();
        Rest();
        (Action? closed, Closed) = (Closed, null);
        closed?.Invoke();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> ReceiveReplyAsync(ReplyScan scan, TimeSpan limit)
    {
        deadline.Arm(limit);
        try
        {
            while (scan == ReplyScan.NeedMore)
            {
                if (listening is not null)
                    await listening;
                listening = null;
                Memory<byte> room = received.MakeRoom();
                int octets = await (tls is null ? socket.ReceiveAsync(room, SocketFlags.None) : tls.ReadAsync(room));
                if (octets == 0)
                    throw new ConnectionFaultException(ConnectionFault.Closed, "the host closed the connection");
                scan = received.Add(octets);
            }
        }
        catch (Exception failure) when (IsOfConnection(failure))
        {
            throw Fault(failure);
        }
        finally
        {
            deadline.Disarm();
        }

        return scan == ReplyScan.Complete
            ? TakeReply()
            : throw new ConnectionFaultException(ConnectionFault.Malformed,
                $"the host sent something that is no SMTP reply: '{received.FirstWords()}'");
    }

    private int TakeReply()
    {
        int code = received.Take();
        LastReplyAt = time.GetTimestamp();
        Replies++;
        if (trace.IsOn)
            trace.Reply(Encoding.UTF8.GetString(received.LastReply));
        return code;
    }

    private void TraceOutput()
    {
        if (contentOctets == 0)
            TraceCommands();
        else if (trace.IsOn)
            trace.Tell(contentOctets);
        contentOctets = 0;
    }

    // Told when content comes behind them, or at the flush: until then they are all that was gathered.
    private void TraceCommands()
    {
        if (trace.IsOn && Output is { Octets: > 0, IsOnePiece: true })
            trace.Commands(Output.OnePiece.Span, HidesNext);
        HidesNext = false;
    }

    private async ValueTask WriteTlsAsync(SslStream stream)
    {
        if (Output.IsOnePiece)
        {
            await stream.WriteAsync(Output.OnePiece);
            return;
        }

        foreach (ArraySegment<byte> segment in Output.Segments)
            await stream.WriteAsync(segment);
    }

    private static bool IsOfConnection(Exception failure) => failure is SocketException
        or ObjectDisposedException or AuthenticationException or InvalidOperationException
        || (failure is IOException and not ConnectionFaultException);

    internal static ConnectionFaultException OutOfStep() => new(ConnectionFault.OutOfStep, "the host said more than it was asked");

    private ConnectionFaultException Fault(Exception failure)
    {
        if (deadline.HasExpired)
            return new ConnectionFaultException(ConnectionFault.TimedOut, "the host did not answer in time", failure);
        return new ConnectionFaultException(ConnectionFault.Lost, "the connection was lost: " + ReplyText.OneLine(failure.GetBaseException().Message),
            failure);
    }
}
