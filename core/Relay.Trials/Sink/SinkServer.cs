using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Relay.Trials.Sink;

/// <summary>A receiving server for trials: takes everything, keeps counts.</summary>
internal sealed class SinkServer : IAsyncDisposable
{
    // A short backlog makes clients that reconnect for each message wait a second for their next SYN.
    private const int Backlog = 4096;

    private readonly SinkOptions options;
    private readonly Socket listener;
    private readonly SinkStore store;
    private readonly CancellationTokenSource stopping = new();
    private readonly SemaphoreSlim room;
    private readonly Task accepting;

    /// <exception cref="IOException">The address cannot be used.</exception>
    public SinkServer(SinkOptions options)
    {
        this.options = options;
        Tally = new SinkTally(options.Expect, options.Ids);
        store = new SinkStore(options);
        room = new SemaphoreSlim(options.MaxSessions);
        listener = new Socket(options.Listen.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            listener.Bind(options.Listen);
            listener.Listen(Backlog);
        }
        catch (SocketException e)
        {
            listener.Dispose();
            throw new IOException($"{options.Listen} cannot be listened on: {e.Message}", e);
        }

        accepting = AcceptAsync();
    }

    public IPEndPoint Address => (IPEndPoint)listener.LocalEndPoint!;

    public SinkTally Tally { get; }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await accepting;
        listener.Dispose();

        // Every session has given its place back when all places are free.
        for (int i = 0; i < options.MaxSessions; i++)
            await room.WaitAsync();
        room.Dispose();
        stopping.Dispose();
        options.Certificate?.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                await room.WaitAsync(stopping.Token);
                if (await AcceptOneAsync() is { } socket)
                    _ = Task.Run(() => ServeAsync(socket), CancellationToken.None);
                else
                    room.Release();
            }
        }
        catch (OperationCanceledException)
        {
            // The sink is stopping.
        }
    }

    /// <returns>The connection; null when the client went away before it was accepted, or the sink is stopping.</returns>
    private async ValueTask<Socket?> AcceptOneAsync()
    {
        try
        {
            return await listener.AcceptAsync(stopping.Token);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            return null;
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        try
        {
            socket.NoDelay = true;
            string client = socket.RemoteEndPoint?.ToString() ?? "";
            await using var wire = new SinkConnection(new NetworkStream(socket, ownsSocket: true), options.Timeout, stopping.Token);
            await using var transaction = new SinkTransaction(Tally, store, wire, client);
            await new SinkSession(options, wire, transaction, stopping.Token).RunAsync();
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or AuthenticationException or SocketException)
        {
            // The client has gone, or the sink is stopping: no reply is owed.
            socket.Dispose();
        }
        finally
        {
            room.Release();
        }
    }
}
