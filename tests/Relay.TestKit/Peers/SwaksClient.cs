namespace Relay.TestKit.Peers;

/// <summary>swaks, as administrators use it.</summary>
public sealed class SwaksClient(int port, int tlsPort) : IMailClient
{
    public string Name => "swaks";

    public static string? Missing => PeerPrograms.Missing("swaks");

    public async Task SubmitAsync(Submission submission)
    {
        using var folder = new TemporaryFolder("swaks");
        string message = folder["message"];
        // swaks ends the last line itself, and doubles the dots.
        await File.WriteAllBytesAsync(message, submission.Content.AsSpan().EndsWith("\r\n"u8) ? submission.Content[..^2] : submission.Content);
        string[] tls = submission.TlsWord switch { "starttls" => ["--tls"], "implicit" => ["--tls-on-connect"], _ => [] };
        string[] login = submission.Login is { } who ? ["--auth", who.Mechanism, "--auth-user", who.User, "--auth-password", who.Password] : [];
        await PeerProcess.RunAsync(PeerPrograms.Find("swaks")!,
        [
            "--server", $"127.0.0.1:{(submission.OverTls ? tlsPort : port)}", "--ehlo", "client.example", "--hide-all", .. tls, .. login,
            "--from", submission.Sender, "--to", string.Join(',', submission.Recipients), "--data", "@" + message,
        ]);
    }
}
