using Relay.TestKit.Peers;

namespace Relay.EndToEnd.Tests.Programs;

/// <summary>From a .NET client that is not ours, through the relay, to a .NET server that is not ours.</summary>
public sealed class DotNetMailTests
{
    [Theory]
    [InlineData("off")]
    [InlineData("required")]
    public async Task Mail_from_MailKit_arrives_at_a_SmtpServer_as_it_was_sent(string tls)
    {
        await using SmtpServerPeer server = await SmtpServerPeer.StartAsync();
        using var folder = new TemporaryFolder("relay");
        await using RelayProcess relay = await RelayProcess.StartAsync(folder, new TrialSettings
        {
            Routes = [new { domains = "*", via = $"127.0.0.1:{server.Port}", transport = "remote" }],
            Transports = new { remote = new { tls } },
        });
        List<(string About, Submission Sent)> all = [];
        foreach ((string about, byte[] content) in Corpus.Messages())
        {
            var sent = new Submission("alice@sender.example", ["bob@dest.example", "carol+tag@dest.example"], content);
            await new MailKitClient(relay.Port, relay.Port).SubmitAsync(sent);
            all.Add((about, sent));
        }

        foreach ((string about, Submission sent) in all)
            (await Arrivals.WaitAsync(server, sent.Content, 2, () => relay.Log)).ShouldBe(sent, about);
    }
}
