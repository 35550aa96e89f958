using System.Net;
using Relay.Sdk.Testing.Clients;
using Relay.Sdk.Testing.Hosts;
using Relay.TestKit.Peers;
using Relay.TestKit.Plugins;

namespace Relay.Host.Tests.Plugins;

/// <summary>A running relay with the plugin of tests/Fixtures/EveryKind, and the host that it delivers to.</summary>
internal sealed class EveryKindRelay : IAsyncDisposable
{
    private readonly TemporaryFolder folder = new("every-kind");
    private RunningRelay? relay;

    private EveryKindRelay(HostManners? manners) => Peer = ScriptedHost.Start(manners ?? new HostManners());

    public ScriptedHost Peer { get; }

    public RunningRelay Relay => relay!;

    /// <param name="settings">The plugin's settings, without braces; %PEER% stands for the host's address.</param>
    /// <param name="terms">More of the plugin's entry in plugins.json, with a comma at the end.</param>
    /// <param name="listener">More of the listener's settings, with a comma before.</param>
    /// <param name="via">Where mail goes by the settings; the host when left out.</param>
    /// <param name="manners">The host's.</param>
    /// <param name="defaults">The defaults of plugins.json.</param>
    public static async Task<EveryKindRelay> StartAsync(
        string settings, string terms = "", string listener = "", string? via = null, HostManners? manners = null, string defaults = "")
    {
        var it = new EveryKindRelay(manners);
        string peer = it.Peer.EndPoint.ToString();
        it.folder.Write("plugins.json", $$"""
            { "defaults": { {{defaults}} },
              "plugins": [ { "id": "every-kind", "path": "{{BuiltPlugin.Folder("tests/Fixtures/EveryKind")}}", {{terms}} "settings": { {{settings.Replace("%PEER%", peer)}} } } ] }
            """);
        TrialCertificate.Write(it.folder, "mx");
        it.relay = await RunningRelay.StartAsync(it.folder.Path, $$"""
            {
              "hostname": "mx.relay.example",
              "spool": { "path": "spool", "reserveOctets": 0 },
              "listeners": [ { "address": "127.0.0.1:0" {{listener}} } ],
              "routes": [ { "via": "{{via ?? peer}}" } ]
            }
            """);
        return it;
    }

    public async Task<ScriptedClient> ConnectAsync() => await ScriptedClient.ConnectAsync(IPEndPoint.Parse(Relay.Address));

    /// <summary>Sends a message through all steps and gives the last reply; a step that is refused ends it.</summary>
    public async Task<string> SendAsync(string recipient = "bob@dest.example", string content = "Subject: trial\r\nX-Remove-Me: now\r\n\r\ntext\r\n")
    {
        await using ScriptedClient client = await ConnectAsync();
        string reply = await client.ReadReplyAsync();
        foreach (string line in (string[])["EHLO client.example", "MAIL FROM:<alice@sender.example>", $"RCPT TO:<{recipient}>", "DATA",
            content + "."])
        {
            if (reply[0] is '4' or '5')
                return reply;
            reply = await client.AskAsync(line);
        }

        return reply;
    }

    /// <summary>As <c>relay plugin list --json</c>.</summary>
    public async Task<string> ListAsync()
    {
        await Relay.AdminAsync();
        CommandRun list = await CommandRun.OfAsync(["plugin", "list", "--json", .. Relay.Options]);
        list.ExitCode.ShouldBe(0, list.Error);
        return list.Output;
    }

    public async ValueTask DisposeAsync()
    {
        if (relay is not null)
            await relay.DisposeAsync();
        await Peer.DisposeAsync();
        folder.Dispose();
    }
}
