using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace Relay.TestKit.Peers;

/// <summary>A program that a test runs: output collected, ended by pid together with what it started, never left behind.</summary>
public sealed class PeerProcess : IAsyncDisposable
{
    public const int SigHup = 1;
    public const int SigTerm = 15;
    public const int SigKill = 9;

    private const int MostOutput = 4 << 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);

    private readonly Process process;
    private readonly StringBuilder output = new();

    private PeerProcess(Process process)
    {
        this.process = process;
        process.OutputDataReceived += (_, line) => Collect(line.Data);
        process.ErrorDataReceived += (_, line) => Collect(line.Data);
    }

    public int Id => process.Id;

    public bool HasExited => process.HasExited;

    /// <summary>Standard output and error together, as far as it came.</summary>
    public string Output
    {
        get
        {
            lock (output) return output.ToString();
        }
    }

    /// <summary>Starts a program as the leader of a session of its own, so that its children can be ended with it.</summary>
    public static PeerProcess Start(
        string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string>? environment = null, string? folder = null)
    {
        var start = new ProcessStartInfo("setsid", [program, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? Path.GetTempPath(),
        };
        foreach ((string? name, string? value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        var peer = new PeerProcess(new Process { StartInfo = start });
        peer.process.Start();
        peer.process.StandardInput.Close();
        peer.process.BeginOutputReadLine();
        peer.process.BeginErrorReadLine();
        return peer;
    }

    /// <summary>Runs a program to its end and returns its output.</summary>
    /// <exception cref="InvalidOperationException">It failed or did not end in time; the message has the output.</exception>
    public static async Task<string> RunAsync(
        string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string>? environment = null, string? folder = null)
    {
        await using PeerProcess peer = Start(program, arguments, environment, folder);
        int code = await peer.ExitAsync();
        return code == 0 ? peer.Output : throw new InvalidOperationException($"{program} ended with {code}:\n{peer.Output}");
    }

    /// <summary>Waits for the end and returns the exit code.</summary>
    /// <param name="patience">How long; a minute when not given.</param>
    public async Task<int> ExitAsync(TimeSpan? patience = null)
    {
        using var deadline = new CancellationTokenSource(patience ?? Patience);
        try
        {
            await process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            throw Complaint("did not end in time");
        }

        return process.ExitCode;
    }

    /// <summary>Waits until something is so, looking often; a peer that ends meanwhile is an error.</summary>
    public async Task WaitUntilAsync(Func<CancellationToken, Task<bool>> holds, string what)
    {
        using var deadline = new CancellationTokenSource(Patience);
        using var timer = new PeriodicTimer(PollInterval);
        try
        {
            while (!await holds(deadline.Token))
            {
                if (process.HasExited) throw Complaint($"ended with {process.ExitCode} before {what}");
                await timer.WaitForNextTickAsync(deadline.Token);
            }
        }
        catch (OperationCanceledException)
        {
            throw Complaint($"waited in vain for {what}");
        }
    }

    /// <summary>Waits until the TCP port takes connections and, where asked, greets with this text.</summary>
    public Task WaitForPortAsync(int port, string greeting = "") => WaitUntilAsync(async token =>
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port, token);
            if (greeting.Length == 0) return true;
            byte[] buffer = new byte[512];
            int length = await socket.ReceiveAsync(buffer, token);
            return Encoding.Latin1.GetString(buffer, 0, length).StartsWith(greeting, StringComparison.Ordinal);
        }
        catch (SocketException)
        {
            return false;
        }
    }, $"port {port}");

    /// <summary>Sends a signal to the program itself.</summary>
    public void Signal(int signal) => _ = Kill(process.Id, signal);

    /// <summary>Ends the program: politely, then firmly, its children too.</summary>
    public async Task StopAsync()
    {
        if (!process.HasExited)
        {
            Signal(SigTerm);
            using var grace = new CancellationTokenSource(Grace);
            try
            {
                await process.WaitForExitAsync(grace.Token);
            }
            catch (OperationCanceledException)
            {
                Collect("(killed: did not end after SIGTERM)");
            }
        }

        _ = Kill(-process.Id, SigKill);
        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        process.Dispose();
    }

    private InvalidOperationException Complaint(string what) => new($"{string.Join(' ', process.StartInfo.ArgumentList)}: {what}\n{Output}");

    private void Collect(string? line)
    {
        if (line is null) return;
        lock (output)
        {
            if (output.Length < MostOutput) output.AppendLine(line);
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
