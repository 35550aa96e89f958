using System.Text.Json;
using Relay.TestKit.Peers;

namespace Relay.EndToEnd.Tests.Relays;

/// <summary>A <c>relay sink</c> in a process of its own.</summary>
internal sealed class RunningSink : IAsyncDisposable
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(100);
    private readonly PeerProcess process;
    private readonly string idFile;

    private RunningSink(PeerProcess process, string idFile) => (this.process, this.idFile) = (process, idFile);

    public int Port { get; private set; }

    public static async Task<RunningSink> StartAsync(TemporaryFolder folder, string name, params IReadOnlyList<string> arguments)
    {
        string idFile = folder[name + ".ids"];
        var sink = new RunningSink(PeerProcess.Start(RelayPrograms.Relay,
            ["sink", "--listen", "127.0.0.1:0", "--ids", idFile, "--json", .. arguments]), idFile);
        await sink.process.WaitUntilAsync(_ => Task.FromResult(sink.process.Output.Contains('\n', StringComparison.Ordinal)), "its address");
        sink.Port = int.Parse(sink.process.Output.Split('\n')[0].Trim().Split(':')[^1]);
        return sink;
    }

    /// <summary>The Message-IDs so far, in the order of arrival; doubles are there twice.</summary>
    public IReadOnlyList<string> Ids()
    {
        if (!File.Exists(idFile))
            return [];
        using var stream = new FileStream(idFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        string text = reader.ReadToEnd();
        // The last line may be half written.
        return text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>Waits until so many messages have arrived.</summary>
    public async Task WaitForMessagesAsync(int count, TimeSpan patience)
    {
        using var deadline = new CancellationTokenSource(patience);
        using var timer = new PeriodicTimer(LookInterval);
        while (Ids().Count < count)
            await timer.WaitForNextTickAsync(deadline.Token);
    }

    /// <summary>Ends the sink and gives what it counted.</summary>
    public async Task<SinkResult> StopAsync()
    {
        process.Signal(PeerProcess.SigTerm);
        await process.ExitAsync();
        string json = process.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Last(line => line.StartsWith('{'));
        return JsonSerializer.Deserialize<SinkResult>(json, JsonSerializerOptions.Web)!;
    }

    public ValueTask DisposeAsync() => process.DisposeAsync();
}
