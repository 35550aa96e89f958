using Relay.Core.Sessions.Authentication;
using Relay.TestKit.Peers;

namespace Relay.Host.Tests;

/// <summary><c>relay send --auth</c> at a relay that takes mail from those who log in, over TLS.</summary>
public sealed class SendLoginTests : IDisposable
{
    private readonly TemporaryFolder folder = new("send-login");

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("alice:open sesame", true, 0, "1 sent, 0 failed")]
    [InlineData("alice:wrong", true, 1, "1 × 535 5.7.8 ")]
    [InlineData("nobody:open sesame", true, 1, "1 × 535 5.7.8 ")]
    [InlineData(null, true, 1, "1 × 530 5.7.0 ")]
    [InlineData("alice:open sesame", false, 1, "1 × the TLS handshake failed: The remote certificate was rejected")]
    public async Task A_message_is_taken_with_the_right_password_over_a_certificate_that_is_trusted_or_not_looked_at(
        string? login, bool insecure, int exitCode, string line)
    {
        (string certificate, string key) = TrialCertificate.Write(folder, "mx.relay.example");
        await CredentialFile.AddAsync(folder["users"], "alice", "open sesame", TestContext.Current.CancellationToken);
        await using RunningRelay relay = await RunningRelay.StartAsync(folder.Path, $$"""
            {
              "hostname": "mx.relay.example",
              "spool": { "path": "spool", "reserveOctets": 0 },
              "listeners": [ { "address": "127.0.0.1:0", "tls": "starttls", "certificate": "{{certificate}}", "key": "{{key}}", "auth": "required" } ],
              "accept": { "credentials": "users" },
              "routes": [ { "via": "127.0.0.1:9" } ]
            }
            """);
        string[] options = [.. login is null ? (string[])[] : ["--auth", login], .. insecure ? (string[])["--insecure"] : []];

        CommandRun run = await CommandRun.OfAsync(["send", "--to", relay.Address, "--tls", "starttls", .. options]);

        run.ExitCode.ShouldBe(exitCode, run.Output + run.Error);
        run.Output.ShouldContain(line);
    }
}
