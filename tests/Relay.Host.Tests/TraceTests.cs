using System.Text.Json;
using Relay.Sdk.Testing.Clients;
using Relay.Sdk.Testing.Hosts;
using Relay.TestKit.Peers;

namespace Relay.Host.Tests;

/// <summary><c>relay trace</c> on a running relay.</summary>
public sealed class TraceTests : IDisposable
{
    private readonly TemporaryFolder folder = new("trace");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Both_sides_of_a_delivery_are_followed_without_content()
    {
        await using ScriptedHost peer = ScriptedHost.Start(new HostManners());
        await using RunningRelay relay = await StartAsync(peer);
        await using RunningTrace trace = await RunningTrace.StartAsync(relay, "--domain", "dest.example");

        await SendAsync(relay, "bob@other.example");
        await SendAsync(relay, "bob@dest.example");

        await trace.WaitAsync("S: 250 2.0.0 taken");
        string said = trace.Text;
        said.ShouldContain("127.0.0.1 C: RCPT TO:<bob@dest.example>\n");
        said.ShouldContain("octets of content)\n");
        said.ShouldNotContain("other.example");
        said.ShouldNotContain("Subject:");
    }

    [Fact]
    public async Task A_peer_is_followed_by_its_address_and_others_are_not()
    {
        await using ScriptedHost peer = ScriptedHost.Start(new HostManners());
        await using RunningRelay relay = await StartAsync(peer);
        await using RunningTrace strangers = await RunningTrace.StartAsync(relay, "--host", "192.0.2.0/24");
        await using RunningTrace all = await RunningTrace.StartAsync(relay, "--host", "127.0.0.0/8", "--json");

        await SendAsync(relay, "bob@dest.example");

        await all.WaitAsync("taken");
        strangers.Text.ShouldBeEmpty();
        JsonElement first = JsonDocument.Parse(all.Text.Split('\n')[0]).RootElement;
        (first.GetProperty("speaker").GetString(), first.GetProperty("peer").GetString()).ShouldBe(("S", "127.0.0.1"));
        first.GetProperty("text").GetString().ShouldStartWith("220 mx.relay.example ");
    }

    [Fact]
    public async Task Passwords_are_left_out_on_both_sides()
    {
        await using ScriptedHost peer = ScriptedHost.Start(new HostManners
        {
            Capabilities = ["AUTH LOGIN"],
            Answer = command => command switch
            {
                "AUTH LOGIN" => "334 VXNlcm5hbWU6",
                "b2ZmaWNl" => "334 UGFzc3dvcmQ6",
                "c2VjcmV0" => "235 2.7.0 welcome",
                _ => null,
            },
        });
        await using RunningRelay relay = await StartAsync(
            peer,
            """ "accept": { "authWithoutTls": true, "credentials": "users" }, "transports": { "remote": { "auth": { "user": "office", "password": "secret", "withoutTls": true } } }, """,
            """, "auth": "optional" """);
        await using RunningTrace trace = await RunningTrace.StartAsync(relay);
        await using ScriptedClient client = await ScriptedClient.ConnectAsync(System.Net.IPEndPoint.Parse(relay.Address));

        await client.TalkAsync("""
            S: 220 *
            C: EHLO client.example
            S: 250 *
            C: AUTH PLAIN AHUAcGFzc3dvcmQ=
            S: 535 *
            C: AUTH LOGIN
            S: 334 *
            C: dXNlcg==
            S: 334 *
            C: cGFzc3dvcmQ=
            S: 535 *
            """);
        await SendAsync(relay, "bob@dest.example");

        await trace.WaitAsync("S: 250 2.0.0 taken");
        string said = trace.Text;
        said.ShouldContain(" C: AUTH PLAIN (initial response)\n");
        said.ShouldContain(" C: AUTH LOGIN\n");
        said.ShouldContain(" S: 235 2.7.0 welcome\n");
        foreach (string secret in (string[])["AHUAcGFzc3dvcmQ=", "dXNlcg==", "cGFzc3dvcmQ=", "b2ZmaWNl", "c2VjcmV0"])
            said.ShouldNotContain(secret);
    }

    [Fact]
    public async Task A_trace_ends_by_itself_and_only_a_few_run_at_once()
    {
        await using ScriptedHost peer = ScriptedHost.Start(new HostManners());
        await using RunningRelay relay = await StartAsync(peer);
        await relay.AdminAsync();
        (await CommandRun.OfAsync(["trace", "--for", "10ms", .. relay.Options])).ExitCode.ShouldBe(0);
        (await CommandRun.OfAsync(["trace", "--for", "soon", .. relay.Options])).Error.ShouldBe("relay: --for: found 'soon', expected a duration " +
            "up to 1d, as in 30s or 10m\n");

        await using RunningTrace one = await RunningTrace.StartAsync(relay);
        await using RunningTrace two = await RunningTrace.StartAsync(relay);
        await using RunningTrace three = await RunningTrace.StartAsync(relay);
        await using RunningTrace four = await RunningTrace.StartAsync(relay);
        CommandRun fifth = await CommandRun.OfAsync(["trace", .. relay.Options]);

        (fifth.ExitCode, fifth.Error).ShouldBe((1, "relay: the relay refuses: 503 {\"error\":\"4 traces are running already\"}\n"));
    }

    private async Task<RunningRelay> StartAsync(ScriptedHost peer, string more = "", string listener = "")
    {
        folder.Write("users", "");
        return await RunningRelay.StartAsync(folder.Path, $$"""
            {
              "hostname": "mx.relay.example",
              "spool": { "path": "spool", "reserveOctets": 0 },
              "listeners": [ { "address": "127.0.0.1:0" {{listener}} } ],
              {{more}}
              "routes": [ { "via": "{{peer.EndPoint}}" } ]
            }
            """);
    }

    private static async Task SendAsync(RunningRelay relay, string recipient) =>
        (await CommandRun.OfAsync("send", "--to", relay.Address, "--rcpt", recipient)).ExitCode.ShouldBe(0);
}
