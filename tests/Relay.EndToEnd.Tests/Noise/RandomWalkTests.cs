using Relay.EndToEnd.Tests.Server;
using Relay.Sdk.Testing.Clients;
using Relay.TestKit.Peers;

namespace Relay.EndToEnd.Tests.Noise;

/// <summary>Clients that say commands in any order and keep a book of what was answered: each message that is taken arrives with exactly the envelope
/// of that book.</summary>
public sealed class RandomWalkTests(ServerTrial trial) : IClassFixture<ServerTrial>
{
    private const int Walks = 300;
    private const int Steps = 40;

    [Fact]
    public async Task Nothing_of_a_dropped_transaction_is_in_the_next()
    {
        var expected = new System.Collections.Concurrent.ConcurrentBag<BookedMessage>();
        await Parallel.ForEachAsync(Enumerable.Range(0, Walks), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (walk, _) =>
        {
            await using ScriptedClient client = await ScriptedClient.ConnectAsync(trial.EndPoint(new WayIn("none", UnderTls: false, "none")));
            await client.ExpectAsync("220 *");
            foreach (BookedMessage message in await new RandomWalk(client, walk).RunAsync(Steps))
                expected.Add(message);
        });
        expected.Count.ShouldBeGreaterThan(Walks / 2);
        foreach (BookedMessage message in expected)
        {
            IReadOnlyList<StoredMail> arrived = await Arrivals.WaitAsync(trial.Sink, message.Content, message.Recipients.Count, () => trial.Log);
            arrived.Select(mail => mail.Recipient).ShouldBe(message.Recipients, ignoreOrder: true);
            foreach (StoredMail mail in arrived)
            {
                mail.Sender.ShouldBe(message.Sender);
                mail.MailParameters.Contains("ENVID=", StringComparison.Ordinal).ShouldBe(message.EnvelopeId is not null);
                if (message.EnvelopeId is { } id)
                    mail.MailParameters.ShouldContain($"ENVID={id}");
            }
        }
    }
}
