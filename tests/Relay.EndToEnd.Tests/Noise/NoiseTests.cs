using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Relay.EndToEnd.Tests.Server;
using Relay.Sdk.Testing.Clients;
using Relay.TestKit.Peers;

namespace Relay.EndToEnd.Tests.Noise;

/// <summary>Whatever is sent, the relay stays up, in bounded memory, answers as the RFCs say, and serves the next client. RELAY_NOISE_STREAMS and
/// RELAY_NOISE_SEED set how much.</summary>
public sealed partial class NoiseTests(ServerTrial trial, ITestOutputHelper output) : IClassFixture<ServerTrial>
{
    private const int Clients = 16;
    private const int MostResident = 300_000_000;

    [Fact]
    public async Task Ten_thousand_streams_of_noise_leave_the_relay_as_it_was()
    {
        int streams = EnvironmentNumber.Read("RELAY_NOISE_STREAMS", 10_000), seed = EnvironmentNumber.Read("RELAY_NOISE_SEED", 1);
        int port = trial.EndPoint(new WayIn("starttls", UnderTls: false, "none")).Port;
        var acknowledged = new ConcurrentBag<string>();
        int resets = 0;
        await Parallel.ForEachAsync(Enumerable.Range(0, streams), new ParallelOptions { MaxDegreeOfParallelism = Clients }, async (number, _) =>
        {
            var source = new NoiseSource((seed * streams) + number);
            byte[] stream = source.Next();
            if (source.Below(4) == 0)
            {
                await NoiseClient.ResetAsync(port, stream[..source.Below(stream.Length + 1)]);
                Interlocked.Increment(ref resets);
                return;
            }

            string said = await NoiseClient.SendAsync(port, stream);
            foreach (string line in said.Split("\r\n", StringSplitOptions.RemoveEmptyEntries))
                ReplyLine().IsMatch(line).ShouldBeTrue($"stream {number}: {line}");
            said.ShouldNotContain("421 4.3.0");
            foreach (Match queued in QueuedId().Matches(said))
                acknowledged.Add(queued.Groups[1].Value);
        });

        var sentinel = new TrialMessage("after the noise");
        await new SmtplibClient(port, port).SubmitAsync(new Submission("alice@sender.example", ["bob@dest.example"], sentinel.Octets, OverTls: true));
        await Arrivals.WaitAsync(trial.Sink, sentinel.Octets, 1, () => trial.Log);
        long peak = trial.Relay.PeakResidentOctets();
        output.WriteLine($"seed {seed}: {streams} streams, {resets} of them reset, {acknowledged.Count} messages acknowledged, {peak / 1_000_000} " +
            "MB resident at most");
        peak.ShouldBeLessThan(MostResident);
        acknowledged.ShouldNotBeEmpty();
        // Each that was acknowledged arrived once; of those that were reset some may have come through too.
        await trial.Relay.Process.WaitUntilAsync(async _ => (await trial.Relay.CommandAsync("queue", "list", "--count")).Trim() == "0",
            "an empty queue");
        string[] arrived = [.. trial.Sink.Mail.Select(mail => ReceivedId().Match(mail.Received[0]).Groups[1].Value)];
        arrived.ShouldBeUnique();
        acknowledged.ShouldBeSubsetOf(arrived);
    }

    [Fact]
    public async Task Noise_in_place_of_a_handshake_ends_the_connection_and_nothing_else()
    {
        var way = new WayIn("implicit", UnderTls: true, "none");
        await Parallel.ForEachAsync(Enumerable.Range(0, 500), new ParallelOptions { MaxDegreeOfParallelism = Clients }, async (number, _) =>
        {
            var source = new NoiseSource(number);
            byte[] stream = source.Next();
            // Every other one looks like a handshake at first.
            if (source.Below(2) == 0)
                stream = [0x16, 3, 1, 0, (byte)source.Below(256), 1, .. stream];
            await NoiseClient.SendBlindlyAsync(trial.EndPoint(way).Port, stream);
        });
        await using ScriptedClient client = await way.OpenAsync(trial.EndPoint(way));
        (await client.AskAsync("NOOP")).ShouldStartWith("250");
        trial.Relay.PeakResidentOctets().ShouldBeLessThan(MostResident);
    }

    [Theory]
    [InlineData("")]
    [InlineData("EHLO c.example\r\n")]
    [InlineData("EHLO c.example\r\nMAIL FROM:<a@b.example>\r\n")]
    [InlineData("EHLO c.example\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\n")]
    [InlineData("EHLO c.example\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\n")]
    [InlineData("EHLO c.example\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\nSubject: half\r\n\r\nhalf")]
    [InlineData("EHLO c.example\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nBDAT 1000\r\nhalf")]
    [InlineData("EHLO c.example\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nBDAT 4\r\nhalf")]
    [InlineData("EHLO c.example\r\nSTARTTLS\r\n")]
    [InlineData("EHLO c.example\r\nSTARTTLS\r\n\u0016\u0003\u0001")]
    [InlineData("EHLO c.exam")]
    public async Task A_client_that_goes_in_any_state_leaves_nothing(string commands)
    {
        int port = trial.EndPoint(new WayIn("starttls", UnderTls: false, "none")).Port;
        byte[] stream = System.Text.Encoding.Latin1.GetBytes(commands);
        string said = await NoiseClient.SendAsync(port, stream);
        said.ShouldStartWith("220 ");
        said.ShouldNotContain("Queued as");
        await NoiseClient.ResetAsync(port, stream);
        await using ScriptedClient client = await ScriptedClient.ConnectAsync(new(System.Net.IPAddress.Loopback, port));
        await client.ExpectAsync("220 *");
        (await client.AskAsync("RCPT TO:<c@d.example>")).ShouldStartWith("503");
    }

    [Fact]
    public async Task Lines_without_end_are_not_kept()
    {
        int port = trial.EndPoint(new WayIn("none", UnderTls: false, "none")).Port;
        await Task.WhenAll(Enumerable.Range(0, 50).Select(async _ =>
        {
            string said = await NoiseClient.SendAsync(port, new byte[4 << 20]);
            said.ShouldMatch(@"^220 [^\r]+\r\n500 5\.5\.2 [^\r]+\r\n421 4\.7\.0 ");
        }));
        trial.Relay.PeakResidentOctets().ShouldBeLessThan(MostResident);
    }

    [GeneratedRegex("Queued as ([0-9A-Z]+)")]
    private static partial Regex QueuedId();

    [GeneratedRegex("SMTPS? id ([0-9A-Z]+)")]
    private static partial Regex ReceivedId();

    [GeneratedRegex(@"^([2345])\d\d[ -](\1\.\d{1,3}\.\d{1,3} )?[\x20-\x7e]*$")]
    private static partial Regex ReplyLine();
}
