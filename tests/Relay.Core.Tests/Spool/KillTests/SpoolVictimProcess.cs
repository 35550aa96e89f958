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
        string program = Path.ChangeExtension(typeof(VictimMail).Assembly.Location, ".dll");
        var start = new ProcessStartInfo("dotnet", ["exec", program, folder, firstId.ToString(CultureInfo.InvariantCulture), writers.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        try
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
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }
}
