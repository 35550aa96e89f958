using Relay.Sdk.Testing.Hosts;

namespace Relay.Host.Tests.EndToEnd;

/// <summary>A smarthost that refuses the relay's password stops all mail to it: the log says so as an error.</summary>
public sealed class RefusedLoginTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("relay-login-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_refused_login_is_an_error_that_names_host_transport_and_reply()
    {
        await using var peer = ScriptedHost.Start(new HostManners
        {
            Capabilities = ["AUTH PLAIN"],
            Answer = static command => command.StartsWith("AUTH", StringComparison.Ordinal) ? "535 5.7.8 wrong" : null,
        });
        await using RunningRelay relay = await RunningRelay.StartAsync(folder, $$"""
            {
              "hostname": "mx.relay.example",
              "spool": { "path": "spool", "reserveOctets": 0 },
              "listeners": [ { "address": "127.0.0.1:0" } ],
              "routes": [ { "via": "{{peer.EndPoint}}", "transport": "provider" } ],
              "transports": { "provider": { "tls": "off", "auth": { "user": "office", "password": "secret", "withoutTls": true } } }
            }
            """);
        (await CommandRun.OfAsync("send", "--to", relay.Address, "--rcpt", "a@one.example")).ExitCode.ShouldBe(0);

        string line = await relay.WaitForLogAsync("there is no login at");

        line.ShouldContain(" error ");
        line.ShouldContain("so that the mail of transport provider waits: 451 4.7.8 ");
        line.ShouldEndWith("at AUTH: 535 5.7.8 wrong");
    }
}
