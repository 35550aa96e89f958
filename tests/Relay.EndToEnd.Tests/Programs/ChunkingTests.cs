using System.Text.RegularExpressions;
using Relay.TestKit.Peers;

namespace Relay.EndToEnd.Tests.Programs;

/// <summary>CHUNKING (RFC 3030) between the relay and real servers, both ways.</summary>
public sealed class ChunkingTests(RelayAmongPeers peers) : IClassFixture<RelayAmongPeers>
{
    private const int Rounds = 10;

    [Fact]
    public async Task Exim_sends_with_BDAT_and_all_arrives_as_it_was_sent()
    {
        Assert.SkipWhen(PeerClients.Missing is not null, PeerClients.Missing ?? "");
        foreach ((string about, byte[] content) in Corpus.Messages())
        {
            var sent = new Submission("alice@sender.example", ["bob@plain.sink.example", "carol@plain.postfix.example"], content);
            await peers.Client(PeerClients.Exim).SubmitAsync(sent);
            (await Arrivals.WaitAsync(peers.Server("sink", tls: false), content, 1, () => peers.Log))
                .ShouldBe(sent with { Recipients = ["bob@plain.sink.example"] }, about);
            (await Arrivals.WaitAsync(peers.Server("postfix", tls: false), content, 1, () => peers.Log))
                .ShouldBe(sent with { Recipients = ["carol@plain.postfix.example"] }, about);
        }

        // K: CHUNKING was used (the specification of Exim, chapter "Log files").
        peers.Server("exim", tls: false).Log.ShouldMatch(@"=> bob@plain\.sink\.example .* K C=");
    }

    [Theory]
    [InlineData("exim")]
    [InlineData("postfix")]
    public async Task The_relay_sends_with_BDAT_on_a_connection_that_it_uses_again(string server)
    {
        Assert.SkipWhen(PeerClients.Missing is not null, PeerClients.Missing ?? "");
        IMailStore store = peers.Server(server, tls: false);
        for (int round = 0; round < Rounds && !SawChunks(store); round++)
        {
            int ended = Ended(store);
            foreach ((string about, byte[] content) in Corpus.Messages())
            {
                var sent = new Submission("alice@sender.example", [$"bob@plain.{server}.example"], content);
                await peers.Client(PeerClients.Smtplib).SubmitAsync(sent);
                (await Arrivals.WaitAsync(store, content, 1, () => peers.Log)).ShouldBe(sent, about);
            }

            // Many in a row, so that some follow others within a moment: the first on a connection goes by DATA.
            await PeerProcess.RunAsync(
                RelayPrograms.Relay,
                ["send", "--to", $"127.0.0.1:{peers.Relay.Port}", "--from", "alice@sender.example", "--rcpt", $"bob@plain.{server}.example",
                    "--count", "50"]);

            // Postfix counts its commands at the end of the connection, which the relay closes when it has been idle for a while.
            await peers.Relay.Process.WaitUntilAsync(_ => Task.FromResult(SawChunks(store) || Ended(store) > ended),
                "a BDAT or the end of a connection");
        }

        SawChunks(store).ShouldBeTrue(store.Log);
    }

    private static int Ended(IMailStore store) => Regex.Count(store.Log, "disconnect from ");

    private static bool SawChunks(IMailStore store) =>
        Regex.IsMatch(store.Log, store.Name == "exim" ? @"<= alice@sender\.example .* K " : @"disconnect from .* bdat=[1-9]");
}
