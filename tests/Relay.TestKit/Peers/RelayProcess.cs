namespace Relay.TestKit.Peers;

/// <summary>The relay as a process of its own, <c>relay run</c>, on settings and a spool that outlive it.</summary>
/// <param name="configuration">The settings file.</param>
/// <param name="port">A listener of that file that greets in clear text.</param>
/// <param name="plugins">The plugin file, or null for none on the command line.</param>
public sealed class RelayProcess(string configuration, int port, string? plugins = null) : IAsyncDisposable
{
    private PeerProcess? process;

    public string Configuration => configuration;

    public int Port => port;

    public int Id => Process.Id;

    /// <summary>What it has written since its last start.</summary>
    public string Log => Process.Output;

    public PeerProcess Process => process ?? throw new InvalidOperationException("the relay has not been started");

    /// <summary>Waits until it has written this; the log may come a little later than what it tells of.</summary>
    public Task WaitForLogAsync(string text) =>
        Process.WaitUntilAsync(_ => Task.FromResult(Log.Contains(text, StringComparison.Ordinal)), $"'{text}' in the log");

    /// <summary>Starts the relay and waits for its greeting.</summary>
    public static async Task<RelayProcess> StartAsync(string configuration, int port, string? plugins = null)
    {
        var relay = new RelayProcess(configuration, port, plugins);
        try
        {
            await relay.StartAsync();
            return relay;
        }
        catch
        {
            await relay.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the relay with these settings and waits for its greeting; the first listener is the one that greets.</summary>
    public static Task<RelayProcess> StartAsync(TemporaryFolder folder, TrialSettings settings) => StartAsync(settings.Write(folder), settings.Port);

    /// <summary>Starts the program and does not wait.</summary>
    public void Launch(IReadOnlyDictionary<string, string>? environment = null)
    {
        string[] more = plugins is null ? [] : ["--plugins", plugins];
        process = PeerProcess.Start(RelayPrograms.Relay, ["run", "--config", configuration, .. more], environment);
    }

    /// <summary>Starts the program, also once more after a stop or a kill, and waits for its greeting.</summary>
    public async Task StartAsync()
    {
        if (process is not null)
            await process.DisposeAsync();
        Launch();
        await Process.WaitForPortAsync(port, "220 ");
    }

    /// <summary>SIGKILL: no chance to finish anything.</summary>
    /// <returns>What it had written.</returns>
    public async Task<string> KillAsync()
    {
        Process.Signal(PeerProcess.SigKill);
        await Process.ExitAsync();
        string output = Process.Output;
        await Process.DisposeAsync();
        process = null;
        return output;
    }

    /// <summary>SIGTERM; gives the exit code.</summary>
    public async Task<int> StopAsync()
    {
        Process.Signal(PeerProcess.SigTerm);
        return await Process.ExitAsync();
    }

    /// <summary>Runs another command of the relay on the same settings.</summary>
    public Task<string> CommandAsync(params IReadOnlyList<string> arguments) =>
        PeerProcess.RunAsync(RelayPrograms.Relay, [.. arguments, "--config", configuration]);

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
