using Relay.TestKit.Peers;

namespace Relay.EndToEnd.Tests.Smuggling;

/// <summary>Next hops that differ in what they take for the end of data: Exim and Postfix as they come, a Postfix that forbids nothing, and the
/// sink.</summary>
public sealed class SmugglingPeers : IAsyncLifetime
{
    private readonly List<IMailStore> stores = [];

    /// <summary>Why they cannot run here; null when they can.</summary>
    public static string? Missing => EximPeer.Missing ?? PostfixPeer.Missing;

    /// <summary>Each by the domain that is routed to it.</summary>
    public IReadOnlyDictionary<string, IMailStore> ByDomain { get; private set; } = new Dictionary<string, IMailStore>();

    public async ValueTask InitializeAsync()
    {
        if (Missing is not null)
            return;
        stores.Add(await EximPeer.StartAsync(1, 1));
        stores.Add(await PostfixPeer.StartAsync(1, 1));
        stores.Add(await PostfixPeer.StartAsync(1, 1, "smtpd_forbid_bare_newline = no\nsmtpd_forbid_unauth_pipelining = no"));
        stores.Add(await SinkPeer.StartAsync());
        string[] domains = ["exim.test", "postfix.test", "lax-postfix.test", "sink.test"];
        ByDomain = domains.Zip(stores).ToDictionary(pair => pair.First, pair => pair.Second);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (IMailStore store in stores)
            await store.DisposeAsync();
    }
}
