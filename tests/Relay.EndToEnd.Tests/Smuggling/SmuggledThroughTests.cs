using System.Net;
using Relay.TestKit.Peers;

namespace Relay.EndToEnd.Tests.Smuggling;

/// <summary>A message hidden behind a false end of data never arrives as a second one, whatever the mode, the command, the packets and the next
/// hop.</summary>
public sealed class SmuggledThroughTests(SmugglingPeers peers) : IClassFixture<SmugglingPeers>
{
    [Theory]
    [InlineData("reject", false)]
    [InlineData("reject", true)]
    [InlineData("normalize", false)]
    [InlineData("normalize", true)]
    [InlineData("allow-legacy", false)]
    [InlineData("allow-legacy", true)]
    public async Task At_most_one_message_arrives_and_never_the_smuggled_one(string mode, bool chunked)
    {
        Assert.SkipWhen(SmugglingPeers.Missing is not null, SmugglingPeers.Missing ?? "");
        using var folder = new TemporaryFolder("smuggling");
        await using RelayProcess relay = await StartAsync(folder, mode);
        string[] recipients = [.. peers.ByDomain.Keys.Select(domain => $"bob@{domain}")];
        List<TrialMessage> accepted = [], refused = [];
        await using (Smuggler smuggler = await Smuggler.ConnectAsync(new IPEndPoint(IPAddress.Loopback, relay.Port)))
        {
            foreach ((string name, string falseEnd) in FalseEnd.All)
            {
                foreach (string victim in peers.ByDomain.Keys)
                {
                    var message = new TrialMessage($"{name} for {victim}");
                    string content = Smuggler.Content(message, falseEnd, victim);
                    int from = content.IndexOf("MAIL FROM", StringComparison.Ordinal) - falseEnd.Length - 2;
                    // Whole for one server, octet by octet around the false end for the next.
                    int[] cuts = victim.Contains("postfix", StringComparison.Ordinal) ? [] : [.. Enumerable.Range(from, falseEnd.Length + 4)];
                    string reply = await smuggler.SendAsync(recipients, content, chunked, cuts);
                    Judge(mode, reply, name);
                    (reply.StartsWith('2') ? accepted : refused).Add(message);
                }
            }

            // A true end is content like any other within a chunk.
            if (chunked)
            {
                var message = new TrialMessage("CRLF.CRLF");
                (await smuggler.SendAsync(recipients, Smuggler.Content(message, "\r\n.\r\n", "exim.test"), chunked)).ShouldStartWith("250");
                accepted.Add(message);
            }

            var last = new TrialMessage("last");
            (await smuggler.SendAsync(recipients, last.Text, chunked)).ShouldStartWith("250");
            accepted.Add(last);
        }

        await QueueIsEmptyAsync(relay);
        foreach (IMailStore store in peers.ByDomain.Values)
        {
            // Servers put away what they have taken in an order of their own.
            await Until.HoldsAsync(() => Missing(store, MayRefuse(store, mode) ? accepted[^1..] : accepted) == 0, $"all of it at {store.Name}",
                () => relay.Log);
            ShouldHave(store, accepted, refused, mode);
        }
    }

    [Theory]
    [InlineData("reject", false)]
    [InlineData("reject", true)]
    [InlineData("normalize", false)]
    [InlineData("normalize", true)]
    [InlineData("allow-legacy", false)]
    [InlineData("allow-legacy", true)]
    public async Task Wherever_the_packets_are_cut(string mode, bool chunked)
    {
        Assert.SkipWhen(SmugglingPeers.Missing is not null, SmugglingPeers.Missing ?? "");
        using var folder = new TemporaryFolder("smuggling");
        await using RelayProcess relay = await StartAsync(folder, mode);
        List<TrialMessage> accepted = [], refused = [];
        await using Smuggler smuggler = await Smuggler.ConnectAsync(new IPEndPoint(IPAddress.Loopback, relay.Port));
        foreach ((string name, string falseEnd) in FalseEnd.All)
        {
            for (int cut = -1; cut <= falseEnd.Length + 1; cut++)
            {
                var message = new TrialMessage($"{name} cut at {cut}");
                string content = Smuggler.Content(message, falseEnd, "sink.test");
                int at = content.IndexOf("MAIL FROM", StringComparison.Ordinal) - falseEnd.Length + cut;
                string reply = await smuggler.SendAsync(["bob@sink.test"], content, chunked, at);
                Judge(mode, reply, name);
                (reply.StartsWith('2') ? accepted : refused).Add(message);
            }
        }

        await QueueIsEmptyAsync(relay);
        ShouldHave(peers.ByDomain["sink.test"], accepted, refused, mode);
    }

    private static void Judge(string mode, string reply, string name)
    {
        if (mode == "reject")
            reply.ShouldMatch(@"^550 5\.6\.(0|11) ", name);
        else
            reply.ShouldStartWith("250 2.0.0 Queued as", customMessage: name);
    }

    // A strict server may refuse what allow-legacy passes on; the sender then gets a report.
    private static bool MayRefuse(IMailStore store, string mode) => mode == "allow-legacy" && store.Name != "sink";

    private static int Missing(IMailStore store, List<TrialMessage> messages)
    {
        IReadOnlyList<StoredMail> mail = store.Mail;
        return messages.Count(message => !mail.Any(one => one.Holds(message.Id)));
    }

    private static void ShouldHave(IMailStore store, List<TrialMessage> accepted, List<TrialMessage> refused, string mode)
    {
        IReadOnlyList<StoredMail> mail = store.Mail;
        mail.ShouldNotContain(one => one.Sender == "smuggled@evil.example"
            || one.Recipient.StartsWith("victim@", StringComparison.Ordinal), store.Name);
        store.Log.ShouldNotMatch(@"(from=<|<= )smuggled@evil\.example", store.Name);
        int least = MayRefuse(store, mode) ? 0 : 1;
        foreach (TrialMessage message in accepted)
            mail.Count(one => one.Holds(message.Id) && one.Recipient.StartsWith("bob@", StringComparison.Ordinal))
                .ShouldBeInRange(least, 1, $"{store.Name}: {message.Text}");
        foreach (TrialMessage message in refused)
            mail.ShouldNotContain(one => one.Holds(message.Id), store.Name);
    }

    private Task<RelayProcess> StartAsync(TemporaryFolder folder, string mode) => RelayProcess.StartAsync(folder, new TrialSettings
    {
        Accept = new { relayFromHosts = "127.0.0.1", lineEndings = mode },
        Routes = [.. TrialSettings.RoutesTo(peers.ByDomain.Select(pair => (pair.Key, pair.Value.Port))),
            .. TrialSettings.RoutesTo(("*", peers.ByDomain["sink.test"].Port))],
    });

    private static Task QueueIsEmptyAsync(RelayProcess relay) => relay.Process.WaitUntilAsync(
        async _ => (await relay.CommandAsync("queue", "list", "--count")).Trim() == "0", "an empty queue");
}
