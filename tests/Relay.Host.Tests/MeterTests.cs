using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using Relay.TestKit.Peers;
using Relay.TestKit.Plugins;
using Relay.Trials.Sink;

namespace Relay.Host.Tests;

/// <summary>What the relay counts of itself, read as any listener of .NET reads it.</summary>
public sealed class MeterTests : IDisposable
{
    private readonly TemporaryFolder folder = new("meters");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task The_queue_and_the_calls_of_plugins_can_be_read_at_any_time()
    {
        ConcurrentDictionary<string, double> seen = [];
        using MeterListener listener = new();
        listener.InstrumentPublished = (instrument, its) =>
        {
            if (instrument.Meter.Name == "relay" && instrument.IsObservable)
                its.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Note(instrument, value, tags));
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
        listener.Start();
        folder.Write("plugins.json", $$"""{ "plugins": [ { "id": "does-chores", "path": "{{BuiltPlugin.Folder("tests/Fixtures/DoesChores")}}" } ] }""");
        await using RunningRelay relay = await RunningRelay.StartAsync(folder.Path, """
            {
              "hostname": "mx.relay.example",
              "spool": { "path": "spool", "reserveOctets": 0 },
              "listeners": [ { "address": "127.0.0.1:0" } ],
              "routes": [ { "via": "127.0.0.1:9" } ]
            }
            """);
        (await CommandRun.OfAsync("send", "--to", relay.Address)).ExitCode.ShouldBe(0);
        await relay.WaitForLogAsync("job sweep failed: ");

        listener.RecordObservableInstruments();

        // Counted twice a minute: what was there at the start is enough here.
        foreach (string name in (string[])["relay.queue.entries state=waiting", "relay.queue.entries state=held", "relay.queue.ready",
            "relay.connections"])
            seen.Keys.ShouldContain(name);
        seen.ShouldContainKey("relay.plugin.calls plugin=does-chores handler=sweep kind=job outcome=answered");
        seen["relay.plugin.calls plugin=does-chores handler=sweep kind=job outcome=failed"].ShouldBe(1);
        seen.ShouldContainKey("relay.plugin.time plugin=does-chores handler=sweep kind=job");

        void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            string name = instrument.Name;
            foreach ((string key, object? tag) in tags)
                name += $" {key}={tag}";
            seen.AddOrUpdate(name, value, (_, before) => Math.Max(before, value));
        }
    }

    [Fact]
    public async Task Mail_that_a_lost_database_took_with_it_is_counted_at_the_next_start()
    {
        const string Settings = """
            {
              "hostname": "mx.relay.example",
              "spool": { "path": "spool", "reserveOctets": 0 },
              "listeners": [ { "address": "127.0.0.1:0" } ],
              "routes": [ { "via": "127.0.0.1:1" } ]
            }
            """;
        await using (RunningRelay first = await RunningRelay.StartAsync(folder.Path, Settings))
        {
            (await CommandRun.OfAsync("send", "--to", first.Address)).ExitCode.ShouldBe(0);
            (await first.StopAsync()).ShouldBe(0);
        }

        File.Delete(folder["spool/spool.db"]);
        await using RunningRelay again = await RunningRelay.StartAsync(folder.Path, Settings);
        var seen = new ConcurrentBag<long>();
        using MeterListener listener = new();
        listener.InstrumentPublished = static (instrument, its) =>
        {
            if (instrument.Name == "relay.spool.missing")
                its.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => seen.Add(value));
        listener.Start();
        listener.RecordObservableInstruments();
        seen.ShouldContain(1);
        (await again.StopAsync()).ShouldBe(0);
    }

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

        foreach (string name in (string[])["relay.sessions", "relay.messages.accepted", "relay.recipients delivered", "relay.attempt.duration",
            "relay.spool.commit.duration", "relay.spool.commit.changes"])
            seen.Keys.ShouldContain(name);

        void Count(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            string name = tags.IsEmpty ? instrument.Name : $"{instrument.Name} {tags[0].Value}";
            seen.AddOrUpdate(name, value, (_, before) => before + value);
        }
    }
}
