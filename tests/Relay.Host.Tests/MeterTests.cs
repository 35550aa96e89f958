using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using Relay.TestKit.Peers;
using Relay.Trials.Sink;

namespace Relay.Host.Tests;

/// <summary>What the relay counts of itself, read as any listener of .NET reads it.</summary>
public sealed class MeterTests : IDisposable
{
    private readonly TemporaryFolder folder = new("meters");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_message_that_goes_through_is_counted_at_each_step()
    {
        // The meter is the process's, and other tests send mail too: so each number is one at least.
        ConcurrentDictionary<string, double> seen = [];
        using MeterListener listener = new();
        listener.InstrumentPublished = (instrument, its) =>
        {
            if (instrument.Meter.Name == "relay")
                its.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Count(instrument, value, tags));
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Count(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Count(instrument, value, tags));
        listener.Start();
        await using var sink = new SinkServer(new SinkOptions { Listen = new IPEndPoint(IPAddress.Loopback, 0), Expect = 1 });
        await using RunningRelay relay = await RunningRelay.StartAsync(folder.Path, $$"""
            {
              "hostname": "mx.relay.example",
              "spool": { "path": "spool", "reserveOctets": 0 },
              "listeners": [ { "address": "127.0.0.1:0" } ],
              "routes": [ { "via": "{{sink.Address}}" } ]
            }
            """);

        (await CommandRun.OfAsync("send", "--to", relay.Address)).ExitCode.ShouldBe(0);
        await sink.Tally.Reached.WaitAsync(TestContext.Current.CancellationToken);
        (await relay.StopAsync()).ShouldBe(0);

        foreach (string name in (string[])["relay.sessions", "relay.messages.accepted", "relay.recipients delivered", "relay.attempt.duration", "relay.spool.commit.duration", "relay.spool.commit.changes"])
            seen.Keys.ShouldContain(name);

        void Count(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            string name = tags.IsEmpty ? instrument.Name : $"{instrument.Name} {tags[0].Value}";
            seen.AddOrUpdate(name, value, (_, before) => before + value);
        }
    }
}
