using Relay.TestKit.Peers;

namespace Relay.EndToEnd.Tests;

/// <summary>Without the relay between them the peers change nothing: what another test finds changed, the relay changed.</summary>
public sealed class PeersAloneTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_client_reaches_the_sink_unchanged(bool overTls)
    {
        SkipWithoutPeers();
        await using SinkPeer plain = await SinkPeer.StartAsync();
        await using SinkPeer tls = await SinkPeer.StartAsync("--tls", "starttls");
        await using PeerClients clients = await PeerClients.StartAsync(plain.Port, tls.Port);
        foreach (IMailClient client in clients.All) await SendCorpusAsync(client, overTls ? tls : plain, overTls);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Exim_and_Postfix_keep_what_they_get_unchanged(bool overTls)
    {
        SkipWithoutPeers();
        await using EximPeer exim = await EximPeer.StartAsync(1, 1);
        await using PostfixPeer postfix = await PostfixPeer.StartAsync(1, 1);
        foreach (IMailStore store in (IMailStore[])[exim, postfix]) await SendCorpusAsync(new SmtplibClient(store.Port, store.Port), store, overTls);
    }

    private static async Task SendCorpusAsync(IMailClient client, IMailStore store, bool overTls)
    {
        foreach ((string? about, byte[]? content) in Corpus.Messages())
        {
            var sent = new Submission(overTls ? "alice@tls.example"
                : "alice@sender.example", ["bob@dest.example", "carol@dest.example"], content, overTls);
            await client.SubmitAsync(sent);
            IReadOnlyList<StoredMail> arrived = await Arrivals.WaitAsync(store, content, sent.Recipients.Count, () => (client as IMailStore)?.Log
                ?? "");
            arrived.ShouldBe(sent, $"{client.Name} to {store.Name}: {about}");
        }
    }

    private static void SkipWithoutPeers() => Assert.SkipWhen(PeerClients.Missing is not null, PeerClients.Missing ?? "");
}
