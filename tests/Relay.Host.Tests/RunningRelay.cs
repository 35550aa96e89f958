using System.CommandLine;
using System.Text.RegularExpressions;
using Relay.Host.Commands;

namespace Relay.Host.Tests;

/// <summary><c>relay run</c> in this process, on a free port and a spool of its own, until disposed.</summary>
internal sealed partial class RunningRelay : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly LineWatcher output = new();
    private readonly StringWriter error = new();
    private readonly Task<int> running;

    private RunningRelay(string folder, string json, string[] arguments)
    {
        File.WriteAllText(Path.Combine(folder, "relay.json"), json);
        Options = ["--config", Path.Combine(folder, "relay.json")];
        running = RelayCommandLine.RunAsync(
            ["run", .. Options, .. arguments], new InvocationConfiguration { Output = output, Error = error, ProcessTerminationTimeout = null },
            stop.Token);
    }

    /// <summary>The options by which other commands find the same settings.</summary>
    public string[] Options { get; }

    public string Address { get; private set; } = "";

    public string Log => output.ToString();

    public static async Task<RunningRelay> StartAsync(string folder, string json, params string[] arguments)
    {
        var relay = new RunningRelay(folder, json, arguments);
        Task<string> ready = relay.output.WaitForAsync("Ready: ");
        if (await Task.WhenAny(ready, relay.running) == relay.running)
            throw new InvalidOperationException($"the relay ended with {await relay.running}: {relay.error}{relay.Log}");
        relay.Address = EndPoint().Match(await ready).Value;
        return relay;
    }

    /// <summary>The first line that has the text in it.</summary>
    public Task<string> WaitForLogAsync(string text) => output.WaitForAsync(text);

    /// <summary>Completes when the admin endpoint answers; it starts after the relay has greeted.</summary>
    public Task AdminAsync() => WaitForLogAsync("Admin socket ");

    /// <summary>Stops as SIGTERM does; gives the exit code.</summary>
    public async Task<int> StopAsync()
    {
        await stop.CancelAsync();
        return await running;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        stop.Dispose();
        await output.DisposeAsync();
        await error.DisposeAsync();
    }

    [GeneratedRegex(@"127\.0\.0\.1:\d+")]
    private static partial Regex EndPoint();
}
