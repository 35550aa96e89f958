using System.Security.Cryptography.X509Certificates;
using Relay.Sdk.Dns;
using Relay.Sdk.Testing.Hosts;
using Relay.Sdk.Testing.Tls;
using Relay.TestKit.Dns;
using Relay.TestKit.Peers;
using Relay.TestKit.Plugins;

namespace Relay.EndToEnd.Tests.Programs;

/// <summary>REQUIRETLS (RFC 8689) from a client through two relays to a host, each hop under TLS with a chain that a plugin has verified.</summary>
public sealed class RequireTlsTests : IAsyncDisposable
{
    private const string SecondName = "mx2.relay.example";
    private const string HostName = "mx.dest.example";
    private readonly TrialAuthority authority = new();
    private readonly TemporaryFolder folder = new("require-tls");
    private readonly TemporaryFolder secondFolder = new("require-tls");

    private readonly FakeDnsServer names = FakeDnsServer.Start(
        static query => query.Type == DnsRecordType.A ? query.Reply().A(query.Name, "127.0.0.1") : query.Reply());

    public async ValueTask DisposeAsync()
    {
        await names.DisposeAsync();
        authority.Dispose();
        folder.Dispose();
        secondFolder.Dispose();
    }

    [Fact]
    public async Task It_is_kept_from_hop_to_hop()
    {
        await using ScriptedHost host = Host(HostName, "REQUIRETLS");
        await using RelayProcess second = await StartAsync(secondFolder, SecondName, HostName, host.EndPoint.Port);
        await using RelayProcess first = await StartAsync(folder, "mx1.relay.example", SecondName, second.Port);
        var message = new TrialMessage("for TLS only");

        await SubmitAsync(first, message);

        await second.WaitForLogAsync("delivered ");
        TakenMessage arrived = host.Messages.ShouldHaveSingleItem();
        arrived.Mail.ShouldStartWith("MAIL FROM:<alice@sender.example> ");
        arrived.Mail.Split(' ').ShouldContain("REQUIRETLS");
        arrived.Text.ShouldEndWith(message.Text);
        first.Log.ShouldContain("verified by checks-chains: 250 ");
        second.Log.ShouldContain("verified by checks-chains: 250 ");
    }

    [Fact]
    public async Task A_verified_host_that_does_not_offer_it_gets_no_message_and_the_sender_is_told()
    {
        await using ScriptedHost host = Host(HostName);
        await using RelayProcess relay = await StartAsync(folder, "mx1.relay.example", HostName, host.EndPoint.Port);
        await SubmitAsync(relay, new TrialMessage("for TLS only", "Kept for TLS"));
        await relay.WaitForLogAsync("550 5.7.30 ");
        // The report goes on all the same, without the content (RFC 8689 §5), here to the same host.
        await Until.HoldsAsync(() => host.Messages.Count > 0, "the report", () => relay.Log);
        TakenMessage report = host.Messages.ShouldHaveSingleItem();
        report.Mail.ShouldStartWith("MAIL FROM:<>");
        report.Text.ShouldContain("Status: 5.7.30");
        report.Text.ShouldNotContain("Kept for TLS");
    }

    [Theory]
    [InlineData("mx.other.example")]
    [InlineData(null)]
    public async Task A_host_whose_chain_is_not_good_gets_nothing_and_the_message_waits(string? name)
    {
        using X509Certificate2 stranger = name is null ? TestCertificates.MakeSelfSigned(HostName) : authority.Issue(name);
        await using var host = ScriptedHost.Start(new HostManners { Certificate = stranger, Capabilities = ["8BITMIME", "REQUIRETLS"] });
        await using RelayProcess relay = await StartAsync(folder, "mx1.relay.example", HostName, host.EndPoint.Port);
        await SubmitAsync(relay, new TrialMessage("for TLS only"));
        await relay.WaitForLogAsync("deferred ");
        relay.Log.ShouldContain(name is null ? "the chain does not end at the authority" : $"the certificate is not for {HostName}");
        (await relay.CommandAsync("queue", "list")).ShouldContain("alice@sender.example");
        host.Messages.ShouldBeEmpty();
    }

    private ScriptedHost Host(string name, params IReadOnlyList<string> more) =>
        ScriptedHost.Start(new HostManners { Certificate = authority.Issue(name), Capabilities = ["8BITMIME", "ENHANCEDSTATUSCODES", .. more] });

    // A relay under the authority's certificate that sends everything to one host and asks the plugin about it.
    private async Task<RelayProcess> StartAsync(TemporaryFolder its, string hostname, string nextHop, int nextPort)
    {
        (string certificate, string key) = authority.Write(its, hostname);
        authority.Write(its);
        var settings = new TrialSettings
        {
            Hostname = hostname,
            Listeners = [new { address = $"127.0.0.1:{FreePort.Next()}", tls = "starttls", certificate, key }],
            Routes = [new { domains = "*", via = $"{nextHop}:{nextPort}" }],
            Others = new { dns = new { servers = new[] { names.EndPoint.ToString() } } },
        };
        string plugins = its.Write(
            "plugins.json",
            $$"""{ "plugins": [ { "id": "checks-chains", "path": "{{BuiltPlugin.Folder("tests/Fixtures/ChecksChains")}}", "settings": { "authority": "authority.pem" } } ] }""");
        return await RelayProcess.StartAsync(settings.Write(its), settings.Port, plugins);
    }

    private static Task SubmitAsync(RelayProcess relay, TrialMessage message) => new SmtplibClient(relay.Port, relay.Port).SubmitAsync(
        new Submission("alice@sender.example", ["bob@dest.example"], message.Octets, OverTls: true) { RequireTls = true });
}
