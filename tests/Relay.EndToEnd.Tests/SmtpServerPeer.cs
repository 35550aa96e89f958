using System.Text.Json;
using Relay.TestKit.Peers;

namespace Relay.EndToEnd.Tests;

/// <summary>A receiving server made of the SmtpServer package, in a process of its own; it offers STARTTLS.</summary>
internal sealed class SmtpServerPeer : IMailStore
{
    // Beside the folder of these tests, built with the same configuration.
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory.Replace("Relay.EndToEnd.Tests", "Relay.SmtpServerPeer",
        StringComparison.Ordinal), "Relay.SmtpServerPeer");

    private readonly TemporaryFolder folder = new("smtpserver");
    private readonly PeerProcess process;

    private SmtpServerPeer(int port)
    {
        Port = port;
        (string certificate, string key) = TrialCertificate.Write(folder, "smtpserver.example");
        process = PeerProcess.Start(Program, [$"{port}", folder.Folder("mail"), certificate, key]);
    }

    public string Name => "smtpserver";

    public int Port { get; }

    public string Log => process.Output;

    public IReadOnlyList<StoredMail> Mail => [.. Directory.GetFiles(folder["mail"], "*.json").SelectMany(Read)];

    public static async Task<SmtpServerPeer> StartAsync()
    {
        var peer = new SmtpServerPeer(FreePort.Next());
        try
        {
            await peer.process.WaitForPortAsync(peer.Port, "220 ");
            return peer;
        }
        catch
        {
            await peer.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        folder.Dispose();
    }

    private static IEnumerable<StoredMail> Read(string envelopeFile)
    {
        using JsonDocument envelope = JsonDocument.Parse(File.ReadAllBytes(envelopeFile));
        string sender = envelope.RootElement.GetProperty("mailFrom").GetString()!.Trim('<', '>');
        byte[] content = File.ReadAllBytes(Path.ChangeExtension(envelopeFile, ".eml"));
        return [.. envelope.RootElement.GetProperty("rcptTo").EnumerateArray()
            .Select(to => new StoredMail(sender, to.GetString()!.Trim('<', '>'), content))];
    }
}
