using System.Net;
using System.Net.Sockets;

namespace Relay.TestKit.Peers;

/// <summary>An SMTP server on 127.0.0.1 that does what a script says, one script per connection.</summary>
/// <example><code>
/// await using var peer = ScriptedPeer.Start(async client =>
/// {
///     await client.SayAsync("220 peer.test");
///     await client.HearAsync();
///     client.Reset();
/// });
/// </code></example>
public sealed class ScriptedPeer : IAsyncDisposable
{
    private readonly CancellationTokenSource stopping = new();
    private readonly Func<PeerConversation, Task>[] scripts;
    private readonly List<PeerConversation> conversations = [];
    private readonly Socket listener;
    private readonly Task accepting;
    private readonly List<Task> running = [];

    private ScriptedPeer(Func<PeerConversation, Task>[] scripts, IPEndPoint endPoint)
    {
        this.scripts = scripts;
        listener = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(endPoint);
        listener.Listen(512);
        EndPoint = (IPEndPoint)listener.LocalEndPoint!;
        accepting = AcceptAsync();
    }

    /// <summary>Where the peer listens.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>All connections so far, in order.</summary>
    public IReadOnlyList<PeerConversation> Conversations
    {
        get
        {
            lock (conversations)
                return [.. conversations];
        }
    }

    /// <summary>The messages that <see cref="PeerManners"/> has taken.</summary>
    public System.Collections.Concurrent.ConcurrentQueue<PeerMessage> Messages { get; } = [];

    /// <summary>What scripts threw other than for a closed connection; a test may want it empty.</summary>
    public System.Collections.Concurrent.ConcurrentQueue<Exception> ScriptFailures { get; } = [];

    /// <summary>Starts a peer: the n-th connection gets the n-th script, all later ones the last.</summary>
    public static ScriptedPeer Start(params Func<PeerConversation, Task>[] scripts) => new(scripts, new IPEndPoint(IPAddress.Loopback, 0));

    /// <summary>Starts a peer that behaves, but for what the manners say; one set of manners per connection, the last for all later ones.</summary>
    public static ScriptedPeer Start(params PeerManners[] manners) => StartOn(IPAddress.Loopback, 0, manners);

    /// <summary>Starts a peer on an address of this machine; port 0 takes a free one.</summary>
    public static ScriptedPeer StartOn(IPAddress address, int port, params PeerManners[] manners)
    {
        var known = new TaskCompletionSource<ScriptedPeer>(TaskCreationOptions.RunContinuationsAsynchronously);
        Func<PeerConversation, Task> Script(PeerManners its) => async client => await its.ServeAsync(client, (await known.Task).Messages);
        var peer = new ScriptedPeer([.. manners.Select(Script)], new IPEndPoint(address, port));
        known.SetResult(peer);
        return peer;
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listener.Dispose();
        await accepting;
        foreach (PeerConversation conversation in Conversations)
            conversation.Dispose();
        await Task.WhenAll(running);
        stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            for (int number = 1; ; number++)
            {
                Socket socket = await listener.AcceptAsync(stopping.Token);
                var conversation = new PeerConversation(socket, number, stopping.Token);
                lock (conversations)
                    conversations.Add(conversation);
                running.Add(RunAsync(conversation));
            }
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            return;
        }
    }

    private async Task RunAsync(PeerConversation conversation)
    {
        try
        {
            await scripts[Math.Min(conversation.Number, scripts.Length) - 1](conversation);
        }
        catch (Exception end) when (end is OperationCanceledException or IOException or SocketException or ObjectDisposedException
            or System.Security.Authentication.AuthenticationException)
        {
            // The client has gone, or the test is over.
        }
        catch (Exception failure)
        {
            ScriptFailures.Enqueue(failure);
        }
        finally
        {
            conversation.Dispose();
        }
    }
}
