using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Relay.EndToEnd.Tests.Queue;

/// <summary>A host that swallows connections: five kinds that take them and stall somewhere, and one where connecting itself hangs.</summary>
internal sealed class BlackHole : IAsyncDisposable
{
    public const int Kinds = 6;
    private const int Mute = 0;
    private const int DribblesGreeting = 1;
    private const int SilentAfterMail = 2;
    private const int SilentAfterData = 3;
    private const int ReadsOctetByOctet = 4;
    private static readonly TimeSpan OctetInterval = TimeSpan.FromMilliseconds(500);

    private readonly int kind;
    private readonly Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource stopping = new();
    private readonly Socket filler = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private Task serving = Task.CompletedTask;
    private int connections;
    private int closed;

    private BlackHole(int kind)
    {
        this.kind = kind;
        listener.ReceiveBufferSize = 4096;
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(TakesConnections ? 512 : 0);
    }

    /// <summary>Whether it can count connections.</summary>
    public bool TakesConnections => kind < Kinds - 1;

    public int Port => ((IPEndPoint)listener.LocalEndPoint!).Port;

    /// <summary>Connections taken so far.</summary>
    public int Connections => Volatile.Read(ref connections);

    /// <summary>Connections that the other side has given up.</summary>
    public int Closed => Volatile.Read(ref closed);

    public static async Task<BlackHole> OpenAsync(int kind)
    {
        var hole = new BlackHole(kind);

        // With the queue for accepting full, the system lets no further connection come about.
        if (!hole.TakesConnections)
            await hole.filler.ConnectAsync(hole.listener.LocalEndPoint!);
        else
            hole.serving = hole.AcceptAsync();
        return hole;
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listener.Dispose();
        filler.Dispose();
        await serving;
        stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        var running = new List<Task>();
        try
        {
            while (true)
            {
                Socket socket = await listener.AcceptAsync(stopping.Token);
                Interlocked.Increment(ref connections);
                running.Add(SwallowAsync(socket));
            }
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(running);
        }
    }

    private async Task SwallowAsync(Socket socket)
    {
        using Socket owned = socket;
        using var timer = new PeriodicTimer(OctetInterval);
        try
        {
            if (kind == DribblesGreeting)
            {
                byte[] line = Encoding.ASCII.GetBytes("220-hello\r\n");
                for (int i = 0; ; i = (i + 1) % line.Length)
                {
                    await socket.SendAsync(line.AsMemory(i, 1), stopping.Token);
                    await timer.WaitForNextTickAsync(stopping.Token);
                }
            }

            await TalkAsync(socket);
            byte[] rest = new byte[kind == ReadsOctetByOctet ? 1 : 4096];
            while (await socket.ReceiveAsync(rest, stopping.Token) > 0)
            {
                if (kind == ReadsOctetByOctet)
                    await timer.WaitForNextTickAsync(stopping.Token);
            }

            Interlocked.Increment(ref closed);
        }
        catch (SocketException)
        {
            Interlocked.Increment(ref closed);
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    /// <summary>Says what it says before it stalls.</summary>
    private async Task TalkAsync(Socket socket)
    {
        if (kind == Mute)
            return;
        string[] replies = kind == SilentAfterMail ? ["220 hole.test", "250 hole.test"]
            : ["220 hole.test", "250 hole.test", "250 ok", "250 ok", "354 go on"];
        byte[] buffer = new byte[4096];
        for (int i = 0; i < replies.Length; i++)
        {
            if (i > 0 && await socket.ReceiveAsync(buffer, stopping.Token) == 0)
                return;
            await socket.SendAsync(Encoding.ASCII.GetBytes(replies[i] + "\r\n"), stopping.Token);
        }
    }
}
