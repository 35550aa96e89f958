using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Relay.Core.Scheduling.Administration;
using Relay.Core.Settings;
using Relay.Core.Tracing;
using Relay.Host.Logging;
using Relay.Host.Plugins;
using Relay.Host.Queue;
using Relay.Host.Tracing;
using Relay.Sdk.Spool;

namespace Relay.Host.Admin;

/// <summary>Talks to the running relay of a spool folder.</summary>
internal sealed class AdminClient : IQueueChanger, IDisposable
{
    private readonly HttpClient http;
    private readonly SocketName socketName;

    private AdminClient(Socket connected, SocketName socketName, string token)
    {
        this.socketName = socketName;
        // The connection that showed that a relay runs serves the requests; there is one relay, so one is enough.
        var first = new Queue<Socket>([connected]);
        EndPoint endPoint = connected.RemoteEndPoint!;
        var handler = new SocketsHttpHandler
        {
            MaxConnectionsPerServer = 1,
            ConnectCallback = async (_, cancellationToken) => new NetworkStream(
                first.TryDequeue(out Socket? socket) ? socket : await ConnectAsync(endPoint, cancellationToken), ownsSocket: true),
        };
        http = new HttpClient(handler) { BaseAddress = new Uri("http://relay/"), Timeout = TimeSpan.FromMinutes(10) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    /// <summary>Connects to the relay that has the spool; null when none is running.</summary>
    public static async Task<AdminClient?> ConnectAsync(RelaySettings settings, CancellationToken cancellationToken)
    {
        var files = new AdminFiles(settings.Spool.Path);
        if (!File.Exists(files.Token))
            return null;
        var socketName = new SocketName(files.Socket);
        EndPoint? endPoint = socketName.IsUsable
            ? new UnixDomainSocketEndPoint(socketName.Text)
            : AddressText.TryParse(settings.Admin.Address, out IPEndPoint? address) ? address : null;
        AdminClient? client = null;
        try
        {
            return endPoint is null ? null
                : client = new AdminClient(await ConnectAsync(endPoint, cancellationToken), socketName, files.ReadOrMakeToken());
        }
        catch (SocketException)
        {
            return null;
        }
        finally
        {
            if (client is null)
                socketName.Dispose();
        }
    }

    /// <summary>Whether the relay answers in time. A relay that is stopped or stuck still takes connections.</summary>
    public async ValueTask<bool> AnswersAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(patience);
        try
        {
            using HttpResponseMessage answer = await http.GetAsync(new Uri("status", UriKind.Relative), deadline.Token);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return false;
        }
    }

    public async IAsyncEnumerable<QueueView> ListAsync(QueueFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using HttpResponseMessage answer = await http.GetAsync(
            new Uri("queue" + QueueQuery.Write(filter), UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        await DemandAsync(answer, cancellationToken);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(cancellationToken));
        while (await lines.ReadLineAsync(cancellationToken) is { } line)
            yield return JsonSerializer.Deserialize<QueueView>(line, AdminJson.Options)!;
    }

    public async Task<QueueCommandResult> ChangeAsync(QueueChange change, QueueFilter filter, string reason, CancellationToken cancellationToken)
    {
        using HttpResponseMessage answer = await http.PostAsync(
            new Uri($"queue/{change.Name()}{QueueQuery.WriteChange(filter, reason)}", UriKind.Relative), null, cancellationToken);
        await DemandAsync(answer, cancellationToken);
        return (await answer.Content.ReadFromJsonAsync<QueueCommandResult>(AdminJson.Options, cancellationToken))!;
    }

    public async Task<PluginsView> PluginsAsync(CancellationToken cancellationToken) =>
        (await http.GetFromJsonAsync<PluginsView>(new Uri("plugins", UriKind.Relative), AdminJson.Options, cancellationToken))!;

    /// <summary>The lines of the conversations that the filter takes, as they come, until the token fires or the relay stops.</summary>
    /// <param name="started">Called when the relay has begun: what is said from then on is told.</param>
    public async IAsyncEnumerable<TraceLineView> TraceAsync(TraceFilter filter, Action started,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using HttpResponseMessage answer = await http.GetAsync(
            new Uri("trace" + TraceQuery.Write(filter), UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        await DemandAsync(answer, cancellationToken);
        started();
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(cancellationToken));
        while (await lines.ReadLineAsync(cancellationToken) is { } line)
            yield return JsonSerializer.Deserialize<TraceLineView>(line, AdminJson.Options)!;
    }

    /// <summary>The levels of the log.</summary>
    public async Task<LogLevelsView> LogAsync(CancellationToken cancellationToken) =>
        (await http.GetFromJsonAsync<LogLevelsView>(new Uri("log", UriKind.Relative), AdminJson.Options, cancellationToken))!;

    /// <summary>Changes the levels of the log; gives those in force then.</summary>
    public async Task<LogLevelsView> LogAsync(LogQuery change, CancellationToken cancellationToken)
    {
        using HttpResponseMessage answer = await http.PostAsync(new Uri("log" + change.Write(), UriKind.Relative), null, cancellationToken);
        await DemandAsync(answer, cancellationToken);
        return (await answer.Content.ReadFromJsonAsync<LogLevelsView>(AdminJson.Options, cancellationToken))!;
    }

    /// <summary>Carries out a command of a plugin.</summary>
    /// <returns>The status, and the JSON of the answer or what is wrong.</returns>
    public async Task<(HttpStatusCode Status, string Text)> CallAsync(string plugin, string command, string[] arguments,
        CancellationToken cancellationToken)
    {
        using HttpResponseMessage answer = await http.PostAsync(
            new Uri($"plugins/{Uri.EscapeDataString(plugin)}/{Uri.EscapeDataString(command)}{CommandArguments.Write(arguments)}", UriKind.Relative),
            null, cancellationToken);
        string text = await answer.Content.ReadAsStringAsync(cancellationToken);
        return (answer.StatusCode, answer.IsSuccessStatusCode ? text : (string?)JsonNode.Parse(text)?["error"] ?? text);
    }

    public void Dispose()
    {
        http.Dispose();
        socketName.Dispose();
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private static async ValueTask<Socket> ConnectAsync(EndPoint endPoint, CancellationToken cancellationToken)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            deadline.CancelAfter(TimeSpan.FromSeconds(5));
            await socket.ConnectAsync(endPoint, deadline.Token);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task DemandAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        if (answer.IsSuccessStatusCode)
            return;
        string text = await answer.Content.ReadAsStringAsync(cancellationToken);
        throw new IOException($"the relay refuses: {(int)answer.StatusCode} {text}");
    }
}
