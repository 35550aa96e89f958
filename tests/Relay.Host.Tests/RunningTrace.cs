using System.CommandLine;
using Relay.Host.Commands;

namespace Relay.Host.Tests;

/// <summary><c>relay trace</c> in this process, until disposed.</summary>
internal sealed class RunningTrace : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly LineWatcher output = new();
    private readonly LineWatcher error = new();
    private readonly Task<int> running;

    private RunningTrace(string[] arguments) => running = RelayCommandLine.RunAsync(
        ["trace", .. arguments], new InvocationConfiguration { Output = output, Error = error, ProcessTerminationTimeout = null }, stop.Token);

    /// <summary>What was told so far.</summary>
    public string Text => output.ToString();

    /// <summary>Starts to follow; what is said from now on is told.</summary>
    public static async Task<RunningTrace> StartAsync(RunningRelay relay, params string[] arguments)
    {
        await relay.AdminAsync();
        var trace = new RunningTrace([.. arguments, .. relay.Options]);
        await trace.error.WaitForAsync("relay: following for ");
        return trace;
    }

    public Task WaitAsync(string text) => output.WaitForAsync(text);

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        (await running).ShouldBe(0);
        stop.Dispose();
        await output.DisposeAsync();
        await error.DisposeAsync();
    }
}
