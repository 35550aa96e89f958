namespace Relay.TestKit.Peers;

/// <summary>The relay as a process of its own: <c>relay run</c>.</summary>
public sealed class RelayProcess : IAsyncDisposable
{
    private PeerProcess? _process;

    private RelayProcess(string configuration, string? plugins) => (Configuration, Plugins) = (configuration, plugins);

    public string Configuration { get; }

    public string? Plugins { get; }

    public int Id => Process.Id;

    public string Log => Process.Output;

    private PeerProcess Process => _process ?? throw new InvalidOperationException("the relay was not started");

    /// <summary>Starts the relay and waits for its greeting.</summary>
    /// <param name="configuration">The settings file.</param>
    /// <param name="port">A plain or STARTTLS listener of that file.</param>
    /// <param name="plugins">The plugin file, or null for none on the command line.</param>
    public static async Task<RelayProcess> StartAsync(string configuration, int port, string? plugins = null)
    {
        var relay = new RelayProcess(configuration, plugins);
        try
        {
            await relay.StartAgainAsync(port);
            return relay;
        }
        catch
        {
            await relay.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it once more on the same files, after a stop or a kill.</summary>
    public async Task StartAgainAsync(int port)
    {
        if (_process is not null) await _process.DisposeAsync();
        string[] plugins = Plugins is null ? [] : ["--plugins", Plugins];
        _process = PeerProcess.Start(RelayPrograms.Relay, ["run", "--config", Configuration, .. plugins]);
        await _process.WaitForPortAsync(port, "220 ");
    }

    /// <summary>Runs another command of the relay on the same settings.</summary>
    public Task<string> CommandAsync(params IReadOnlyList<string> arguments) =>
        PeerProcess.RunAsync(RelayPrograms.Relay, [.. arguments, "--config", Configuration]);

    /// <summary>SIGTERM, and the exit code.</summary>
    public async Task<int> StopAsync()
    {
        Process.Signal(PeerProcess.SigTerm);
        return await Process.ExitAsync();
    }

    /// <summary>SIGKILL: no time to do anything.</summary>
    public async Task KillAsync()
    {
        Process.Signal(PeerProcess.SigKill);
        await Process.ExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null) await _process.DisposeAsync();
    }
}
