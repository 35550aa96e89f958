using System.Diagnostics;
using System.Globalization;
using Relay.Sdk.Mail;
using Relay.SpoolVictim;

namespace Relay.Core.Tests.Spool.KillTests;

/// <summary>A process that writes into a spool until it is killed, and what it said.</summary>
internal sealed class SpoolVictimProcess
{
    /// <summary>The last word about each message.</summary>
    public Dictionary<MessageId, string> LastWords { get; } = [];

    /// <summary>Starts the process, kills it with SIGKILL after so many words, and takes in what it still said.</summary>
    public async Task RunAsync(string folder, long firstId, int writers, int words, CancellationToken cancellationToken)
    {
        using Process process = Start("dotnet", Arguments(folder, firstId, writers));
        try
        {
            await HearAsync(process, words, cancellationToken);
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    /// <summary>Runs the process under strace, which watches its calls or lets them fail, to its end.</summary>
    /// <param name="messages">Of each writer; then it ends in order.</param>
    /// <param name="strace">Its arguments.</param>
    /// <returns>Whether it came to its end, and was not killed.</returns>
    public async Task<bool> RunTracedAsync(string folder, long firstId, int writers, int messages, string[] strace,
        CancellationToken cancellationToken)
    {
        string[] arguments = [.. strace, "dotnet", .. Arguments(folder, firstId, writers), messages.ToString(CultureInfo.InvariantCulture)];
        using Process process = Start("strace", arguments);
        await HearAsync(process, int.MaxValue, cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0;
    }

    private static string[] Arguments(string folder, long firstId, int writers) =>
    [
        "exec", Path.ChangeExtension(typeof(VictimMail).Assembly.Location, ".dll"), folder, firstId.ToString(CultureInfo.InvariantCulture),
        writers.ToString(CultureInfo.InvariantCulture),
    ];

    private static Process Start(string program, IEnumerable<string> arguments) =>
        Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;

    private async Task HearAsync(Process process, int words, CancellationToken cancellationToken)
    {
        for (int heard = 0; await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line; heard++)
        {
            string[] parts = line.Split(' ');
            if (parts.Length == 2 && MessageId.TryParse(parts[1], out MessageId id))
                LastWords[id] = parts[0];
            if (heard == words)
                process.Kill();
        }
    }
}
