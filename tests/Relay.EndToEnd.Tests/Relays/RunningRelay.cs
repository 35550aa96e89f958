using Relay.TestKit.Peers;

namespace Relay.EndToEnd.Tests.Relays;

/// <summary>A <c>relay run</c> in a process of its own, on a spool that outlives it.</summary>
internal sealed class RunningRelay : IAsyncDisposable
{
    private readonly string settings;
    private PeerProcess? process;

    /// <param name="folder">Spool, settings and log go here.</param>
    /// <param name="routes">Ports of next hops by domain list.</param>
    public RunningRelay(TemporaryFolder folder, IReadOnlyDictionary<string, int> routes)
    {
        Port = FreePort.Next();
        string table = string.Join(", ", routes.Select(route => $$"""{ "domains": "{{route.Key}}", "via": "127.0.0.1:{{route.Value}}" }"""));
        settings = folder.Write("relay.json", $$"""
            {
              "hostname": "relay.test",
              "spool": { "path": "spool" },
              "listeners": [ { "address": "127.0.0.1:{{Port}}" } ],
              "accept": { "relayFromHosts": "127.0.0.1", "maxMessageOctets": 100000000 },
              "routes": [ {{table}} ]
            }
            """);
    }

    public int Port { get; }

    public PeerProcess Process => process ?? throw new InvalidOperationException("the relay has not been started");

    /// <summary>Starts the program and does not wait.</summary>
    public void Launch(IReadOnlyDictionary<string, string>? environment = null) => process = BuiltRelay.Start(["run", "--config", settings], environment);

    /// <summary>Starts the program and waits for its greeting.</summary>
    public async Task StartAsync()
    {
        Launch();
        await Process.WaitForPortAsync(Port, "220");
    }

    /// <summary>SIGKILL: no chance to finish anything.</summary>
    /// <returns>What it had written.</returns>
    public async Task<string> KillAsync()
    {
        Process.Signal(PeerProcess.SigKill);
        await Process.ExitAsync();
        string output = Process.Output;
        await Process.DisposeAsync();
        return output;
    }

    /// <summary>SIGTERM; gives the exit code.</summary>
    public async Task<int> StopAsync()
    {
        Process.Signal(PeerProcess.SigTerm);
        return await Process.ExitAsync();
    }

    /// <summary>Runs <c>relay queue …</c> against it.</summary>
    public Task<string> QueueAsync(params string[] arguments) => BuiltRelay.RunAsync(["queue", .. arguments, "--config", settings]);

    /// <summary>The most memory the process has held, in octets (VmHWM of Linux).</summary>
    public long PeakResidentOctets()
    {
        string line = File.ReadLines($"/proc/{Process.Id}/status").First(text => text.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) * 1024;
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
            await process.DisposeAsync();
    }
}
