using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Relay.Core.Plugins;
using Relay.Core.Settings;
using Relay.Core.Settings.Binding;
using Relay.Host.Commands;
using Relay.Host.Composition;
using Relay.Host.Logging;

namespace Relay.Host.Tests;

/// <summary>A stop takes <c>delivery.stopTimeout</c> once, whatever hangs.</summary>
public sealed class StopTimeTests : IDisposable
{
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(17);
    private readonly string folder = Directory.CreateTempSubdirectory("relay-stop-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_session_and_a_delivery_that_hang_are_waited_for_together()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        string file = Path.Combine(folder, "relay.json");
        await File.WriteAllTextAsync(file, $$"""
            {
              "hostname": "mx.relay.example",
              "spool": { "path": "spool", "reserveOctets": 0 },
              "listeners": [ { "address": "127.0.0.1:0" } ],
              "routes": [ { "via": "{{silent.LocalEndpoint}}" } ],
              "delivery": { "stopTimeout": "17s" }
            }
            """, TestContext.Current.CancellationToken);
        await using var log = new LineWatcher();
        var time = new WatchedClock();
        var errors = new SettingsErrors();
        LoadedSettings loaded = SettingsLoader.Load(new SettingsRequest { File = file }, errors);
        using ILoggerFactory loggers = LogProvider.Create(loaded.Settings.Log, new TextWriterStream(log), false, time);
        var plugins = new PluginHostOptions
        {
            File = Path.Combine(folder, "plugins.json"),
            FileIsOptional = true,
            StoreFolder = Path.Combine(folder, "code"),
            DataFolder = Path.Combine(folder, "data"),
            Hostname = "mx.relay.example",
        };
        await using PreparedRelay prepared = await PreparedRelay.LoadAsync(
            loaded, plugins, time, loggers, errors, TestContext.Current.CancellationToken);
        await using var relay = new RelayHost(prepared, time, loggers);
        await relay.StartAsync(TestContext.Current.CancellationToken);
        string ready = await log.WaitForAsync("takes mail on ");
        IPEndPoint address = IPEndPoint.Parse(ready.Split("takes mail on ")[1].Split(' ')[0]);

        using var client = new TcpClient();
        await client.ConnectAsync(address, TestContext.Current.CancellationToken);
        await HearAsync(client, "220 ");
        await client.Client.SendAsync("EHLO client.example\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
        await HearAsync(client, "250 ");
        const string Begin = "MAIL FROM:<>\r\nRCPT TO:<b@dest.example>\r\nDATA\r\n";
        await client.Client.SendAsync(Encoding.ASCII.GetBytes(Begin), TestContext.Current.CancellationToken);
        await HearAsync(client, "354 ");
        await client.Client.SendAsync(Encoding.ASCII.GetBytes("a: b\r\n.\r\n" + Begin), TestContext.Current.CancellationToken);
        await HearAsync(client, "354 ");
        using Socket delivery = await silent.AcceptSocketAsync(TestContext.Current.CancellationToken);

        Task stop = relay.StopAsync();
        await log.WaitForAsync("Stopping: 1 sessions and 1 deliveries may finish");

        // Both wait before any time has passed.
        await time.BothWait;
        time.Advance(StopTimeout - TimeSpan.FromSeconds(1));
        stop.IsCompleted.ShouldBeFalse();
        time.Advance(TimeSpan.FromSeconds(1));

        // What is given up has a few seconds more for its last words; nothing waits for the whole time again.
        await EndAsync(stop, time);
        time.Waits.ShouldBe(2);
    }

    private static async Task EndAsync(Task stop, FakeTimeProvider time)
    {
        while (!stop.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(10));
            await Task.Yield();
        }

        await stop;
    }

    private static async Task HearAsync(TcpClient client, string text)
    {
        var heard = new StringBuilder();
        byte[] room = new byte[1024];
        while (!heard.ToString().Contains(text, StringComparison.Ordinal))
        {
            int octets = await client.Client.ReceiveAsync(room, TestContext.Current.CancellationToken);
            octets.ShouldBeGreaterThan(0, heard.ToString());
            heard.Append(Encoding.ASCII.GetString(room, 0, octets));
        }
    }

    /// <summary>Says when two waits for the stop time have begun.</summary>
    private sealed class WatchedClock : FakeTimeProvider
    {
        private readonly TaskCompletionSource both = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int waits;

        public Task BothWait => both.Task;

        public int Waits => Volatile.Read(ref waits);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            ITimer timer = base.CreateTimer(callback, state, dueTime, period);
            if (dueTime == StopTimeout && Interlocked.Increment(ref waits) == 2)
                both.SetResult();
            return timer;
        }
    }
}
