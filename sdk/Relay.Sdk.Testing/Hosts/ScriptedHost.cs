using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Relay.Sdk.Testing.Hosts;

/// <summary>A remote host: an SMTP server on 127.0.0.1 that behaves, but for what <see cref="HostManners"/> say, or that does what a script
/// says.</summary>
/// <example><code>
/// await using ScriptedHost dest = ScriptedHost.Start(new HostManners().ReplyAt(HostStep.Mail, "451 4.7.1 Greylisted"), new HostManners());
///
/// await using ScriptedHost odd = ScriptedHost.Start(async client =>
/// {
///     await client.SayAsync("220 odd.example");
///     await client.HearAsync();
///     client.Reset();
/// });
/// </code></example>
public sealed class ScriptedHost : IAsyncDisposable
{
    private readonly CancellationTokenSource stopping = new();
    private readonly Func<HostConversation, Task>[] scripts;
    private readonly List<HostConversation> conversations = [];
    private readonly ConcurrentQueue<TakenMessage> messages = [];
    private readonly ConcurrentQueue<Exception> failures = [];
    private readonly Socket listener;
    private readonly Task accepting;
    private readonly List<Task> running = [];

    private ScriptedHost(Func<HostConversation, Task>[] scripts, IPEndPoint endPoint)
    {
        this.scripts = scripts;
        listener = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(endPoint);
        listener.Listen(512);
        EndPoint = (IPEndPoint)listener.LocalEndPoint!;
        accepting = AcceptAsync();
    }

    /// <summary>Where the host listens.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>All connections so far, in order.</summary>
    public IReadOnlyList<HostConversation> Conversations
    {
        get
        {
            lock (conversations)
                return [.. conversations];
        }
    }

    /// <summary>The messages that the host has taken so far, in order, unless a script serves the connections.</summary>
    public IReadOnlyCollection<TakenMessage> Messages => messages;

    /// <summary>What scripts threw other than for a closed connection; a test may want it empty.</summary>
    public IReadOnlyCollection<Exception> ScriptFailures => failures;

    /// <summary>Starts a host: the n-th connection gets the n-th script, all later ones the last.</summary>
    public static ScriptedHost Start(params Func<HostConversation, Task>[] scripts) => new(scripts, new IPEndPoint(IPAddress.Loopback, 0));

    /// <summary>Starts a host that behaves, but for what the manners say; one set of manners per connection, the last for all later ones.</summary>
    public static ScriptedHost Start(params HostManners[] manners) => StartOn(IPAddress.Loopback, 0, manners);

    /// <summary>Starts a host on an address of this machine; port 0 takes a free one.</summary>
    public static ScriptedHost StartOn(IPAddress address, int port, params HostManners[] manners)
    {
        var known = new TaskCompletionSource<ScriptedHost>(TaskCreationOptions.RunContinuationsAsynchronously);
        Func<HostConversation, Task> Script(HostManners its) => async client => await its.ServeAsync(client, (await known.Task).messages);
        var host = new ScriptedHost([.. manners.Select(Script)], new IPEndPoint(address, port));
        known.SetResult(host);
        return host;
    }

    /// <summary>Closes all connections and listens no more.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listener.Dispose();
        await accepting;
        foreach (HostConversation conversation in Conversations)
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
                var conversation = new HostConversation(socket, number, stopping.Token);
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

    private async Task RunAsync(HostConversation conversation)
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
            failures.Enqueue(failure);
        }
        finally
        {
            conversation.Dispose();
        }
    }
}
