using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Relay.Sdk.Testing.Clients;
using Relay.Sdk.Testing.Hosts;
using Relay.TestKit.Peers;
using Relay.TestKit.Plugins;

namespace Relay.Host.Tests.Plugins;

/// <summary>Two plugins that sign, and one that edits: the signatures are good at a host without 8BITMIME.</summary>
public sealed partial class SealTests : IDisposable
{
    private readonly TemporaryFolder folder = new("seal");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Both_signatures_are_good_where_the_message_arrives()
    {
        await using var peer = ScriptedHost.Start(new HostManners { Capabilities = ["PIPELINING"] });
        await using RunningRelay relay = await StartAsync(peer);
        await using ScriptedClient client = await ScriptedClient.ConnectAsync(IPEndPoint.Parse(relay.Address));
        await client.TalkAsync("""
            S: 220 *
            C: EHLO client.example
            S: 250 *
            C: MAIL FROM:<alice@sender.example> BODY=8BITMIME
            S: 250 *
            C: RCPT TO:<bob@dest.example>
            S: 250 *
            C: DATA
            S: 354 *
            C: MIME-Version: 1.0
            C: Content-Type: text/plain; charset=utf-8
            C: Content-Transfer-Encoding: 8bit
            C: 
            C: Grüße
            C: .
            S: 250 *
            """);

        await relay.WaitForLogAsync("delivered ");
        (await relay.StopAsync()).ShouldBe(0);

        string content = peer.Messages.ShouldHaveSingleItem().Text;
        content.ShouldAllBe(c => c < 0x80);
        string[] order = [.. Names().Matches(content).Select(match => match.Groups[1].Value)];
        order.ShouldBe(["Received", "X-Outer", "X-Inner", "X-Every-Kind"]);
        Match outer = Signature("X-Outer", content), inner = Signature("X-Inner", content);
        outer.Groups["hash"].Value.ShouldBe(Hash(content[(outer.Index + outer.Length)..]));
        inner.Groups["hash"].Value.ShouldBe(Hash(content[(inner.Index + inner.Length)..]));
        inner.Groups["origin"].Value.ShouldBe("client client.example");
    }

    // The filter has the highest order of all, and the outer seal a higher one than the inner; plugins.json names them the other way round.
    private Task<RunningRelay> StartAsync(ScriptedHost peer)
    {
        string signs = BuiltPlugin.Folder("tests/Fixtures/SignsMail"), edits = BuiltPlugin.Folder("tests/Fixtures/EveryKind");
        folder.Write("plugins.json", $$"""
            { "plugins": [
              { "id": "signs-mail", "instance": "outer", "path": "{{signs}}", "order": 20, "settings": { "field": "X-Outer" } },
              { "id": "signs-mail", "instance": "inner", "path": "{{signs}}", "order": 10, "settings": { "field": "X-Inner" } },
              { "id": "every-kind", "path": "{{edits}}", "order": 1000, "settings": { "kinds": ["filter"] } } ] }
            """);
        return RunningRelay.StartAsync(folder.Path, $$"""
            {
              "hostname": "mx.relay.example",
              "spool": { "path": "spool", "reserveOctets": 0 },
              "listeners": [ { "address": "127.0.0.1:0" } ],
              "routes": [ { "via": "{{peer.EndPoint}}" } ]
            }
            """);
    }

    private static Match Signature(string name, string content) =>
        Regex.Match(content, $"^{name}: hash=(?<hash>[0-9a-f]+);\r\n\torigin=(?<origin>[^\r]*)\r\n", RegexOptions.Multiline);

    private static string Hash(string content) => Convert.ToHexStringLower(SHA256.HashData(Encoding.Latin1.GetBytes(content)));

    [GeneratedRegex("^(Received|X-Outer|X-Inner|X-Every-Kind):", RegexOptions.Multiline)]
    private static partial Regex Names();
}
