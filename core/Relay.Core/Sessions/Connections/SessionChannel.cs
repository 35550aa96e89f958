using System.Buffers;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Security.Authentication;
using System.Security.Cryptography;

namespace Relay.Core.Sessions.Connections;

/// <summary>What a session reads from and writes to: the connection, its two buffers and its deadlines.</summary>
/// <remarks>Replies are sent when the session would otherwise wait for the client: one flush for a whole batch of pipelined commands (RFC 2920
/// §3.2).</remarks>
internal sealed class SessionChannel(IConnection connection, SessionDeadline deadline) : IAsyncDisposable
{
    private const int CommandOctets = 4096;
    private const int ContentOctets = 8 * 1024;
    private const int MuchContentOctets = 64 * 1024;
    private const int MaxUnsentOctets = 16 * 1024;
    private readonly InputBuffer input = new();
    private readonly OutputBuffer output = new();
    private bool filled;

    /// <summary>What has arrived and is not yet consumed; valid until the next fill.</summary>
    public ReadOnlyMemory<byte> Unread => input.Unread;

    /// <summary>Where replies are written.</summary>
    public IBufferWriter<byte> Output => output;

    /// <summary>Too many replies are waiting: flush before the next one.</summary>
    public bool IsOverfull => output.Length > MaxUnsentOctets;

    /// <summary>The client has closed its side, or the connection is lost.</summary>
    public bool IsGone { get; private set; }

    /// <summary>When it ends.</summary>
    public SessionDeadline Deadline => deadline;

    public void Consume(int octets) => input.Consume(octets);

    /// <summary>Takes out what has arrived and is not consumed, so that nothing is left.</summary>
    public byte[] TakeUnread()
    {
        byte[] unread = input.Unread.ToArray();
        input.Clear();
        return unread;
    }

    /// <summary>From here on under TLS, or with another view of the same socket.</summary>
    public void Switch(IConnection next) => connection = next;

    /// <summary>Waits for more of a command.</summary>
    /// <returns>False when the client is gone or the server stops.</returns>
    public ValueTask<bool> FillCommandAsync(TimeSpan timeout) => FillAsync(CommandOctets, timeout, isIdle: true);

    /// <summary>Waits for the octets that come before the first command.</summary>
    /// <param name="limit">Ends the wait, and not the session.</param>
    /// <returns>False when the client is gone or the limit has come.</returns>
    public async ValueTask<bool> FillOpeningAsync(CancellationToken limit)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit, deadline.Token);
        try
        {
            Take(await connection.ReceiveAsync(input.Room(CommandOctets), either.Token));
            return !IsGone;
        }
        catch (OperationCanceledException) when (!deadline.Token.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception e) when (IsLoss(e))
        {
            IsGone = true;
            return false;
        }
    }

    /// <summary>Waits for more content. The buffer is as large as the client is fast.</summary>
    /// <returns>False when the client is gone.</returns>
    public ValueTask<bool> FillContentAsync(TimeSpan timeout) => FillAsync(filled ? MuchContentOctets : ContentOctets, timeout, isIdle: false);

    /// <summary>Sends the replies that wait.</summary>
    /// <returns>False when the client is gone, or did not take them in time.</returns>
    /// <exception cref="OperationCanceledException">The token had fired before; nothing of them is sent, and all of it still waits.</exception>
    public async ValueTask<bool> FlushAsync(TimeSpan timeout)
    {
        if (output.Length == 0)
            return !IsGone;
        deadline.Token.ThrowIfCancellationRequested();
        deadline.Expect(timeout);
        try
        {
            await connection.SendAsync(output.Written, deadline.Token);
        }
        catch (Exception e) when (IsLoss(e) || e is OperationCanceledException)
        {
            // A send that was cut off may have sent any part of it. Sent again, the client would take replies for those to other commands.
            IsGone = true;
        }

        deadline.Clear();
        output.Release();
        return !IsGone;
    }

    /// <summary>Sends the replies that wait, and says that these were the last.</summary>
    public async ValueTask FinishAsync(TimeSpan timeout)
    {
        await FlushAsync(timeout);
        deadline.Expect(timeout);
        try
        {
            await connection.FinishAsync(deadline.Token);
        }
        catch (Exception e) when (IsLoss(e))
        {
            IsGone = true;
        }

        deadline.Clear();
    }

    /// <summary>Sends the last words although the token has fired.</summary>
    public async ValueTask FlushFinallyAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (!IsGone && output.Length > 0)
                await connection.SendAsync(output.Written, cancellationToken);
            await connection.FinishAsync(cancellationToken);
        }
        catch (Exception e) when (IsLoss(e) || e is OperationCanceledException or InvalidOperationException)
        {
            IsGone = true;
        }

        output.Release();
    }

    public ValueTask DisposeAsync()
    {
        input.Release();
        output.Release();
        return connection.DisposeAsync();
    }

    /// <param name="isIdle">Whether a stop of the server ends the wait.</param>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> FillAsync(int octets, TimeSpan timeout, bool isIdle)
    {
        // Not idle yet: a stop does not cut into replies on their way, one of which may say that a message was taken.
        if (output.Length > 0 && !await FlushAsync(timeout))
            return false;
        try
        {
            if (isIdle && !deadline.EnterIdle())
                return false;
            deadline.Expect(timeout);
            Take(await connection.ReceiveAsync(input.Room(octets), deadline.Token));
        }
        catch (Exception e) when (IsLoss(e))
        {
            IsGone = true;
        }
        finally
        {
            if (isIdle)
                deadline.LeaveIdle();
        }

        deadline.Clear();
        return !IsGone;
    }

    private void Take(int received)
    {
        filled = input.Received(received);
        IsGone = received == 0;
    }

    private static bool IsLoss(Exception e) =>
        e is IOException or SocketException or AuthenticationException or CryptographicException or ObjectDisposedException;
}
