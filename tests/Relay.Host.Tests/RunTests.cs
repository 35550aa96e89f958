using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging;
using Relay.Core.Plugins;
using Relay.Core.Settings;
using Relay.Core.Settings.Binding;
using Relay.Host.Commands;
using Relay.Host.Composition;
using Relay.Host.Logging;
using Relay.TestKit.Peers;
using Relay.TestKit.Plugins;
using Relay.Trials.Sink;

namespace Relay.Host.Tests;

public sealed class RunTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("relay-run-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Mail_that_comes_in_goes_out_unchanged_and_a_stop_ends_with_0()
    {
        await using var sink = new SinkServer(new SinkOptions { Listen = new IPEndPoint(IPAddress.Loopback, 0), Expect = 20 });
        await using RunningRelay relay = await RunningRelay.StartAsync(folder, Settings(sink.Address));

        CommandRun sent = await CommandRun.OfAsync("send", "--to", relay.Address, "--count", "20", "--sessions", "4", "--size", "5000");

        sent.ExitCode.ShouldBe(0, sent.Output + sent.Error);
        await sink.Tally.Reached.WaitAsync(TestContext.Current.CancellationToken);
        SinkCounts counts = sink.Tally.Counts;
        (counts.Messages, counts.Duplicates, counts.Intact).ShouldBe((20, 0, 20));
        (await relay.StopAsync()).ShouldBe(0);
        relay.Log.TrimEnd().ShouldEndWith("Stopped");
    }

    [Fact]
    public async Task A_second_relay_on_the_same_spool_is_refused_with_3()
    {
        await using RunningRelay relay = await RunningRelay.StartAsync(folder, Settings());

        CommandRun second = await CommandRun.OfAsync(["run", .. relay.Options]);

        second.ExitCode.ShouldBe(3);
        second.Error.ShouldContain($"relay: the spool '{folder}/spool' is in use by another relay");
    }

    [Fact]
    public async Task Wrong_settings_are_told_all_at_once_and_nothing_is_started()
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "relay.json"), """{ "spool": { "path": "spool" }, "acept": {}, "routes": [ { "via": "a b", "transport": "x" } ] }""", TestContext.Current.CancellationToken);

        CommandRun run = await CommandRun.OfAsync("run", "--config", Path.Combine(folder, "relay.json"));

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain("acept: unknown key; did you mean 'accept'?");
        run.Error.ShouldContain("routes[0].via: ");
        run.Error.ShouldContain("routes[0].transport: ");
        Directory.Exists(Path.Combine(folder, "spool")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_port_that_is_taken_is_told_in_one_line()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        await File.WriteAllTextAsync(Path.Combine(folder, "relay.json"), Settings(), TestContext.Current.CancellationToken);

        CommandRun run = await CommandRun.OfAsync("run", "--config", Path.Combine(folder, "relay.json"), "--set",
            $"listeners[0].address={taken.LocalEndpoint}");

        run.ExitCode.ShouldBe(1);
        run.Error.ShouldStartWith("relay: ");
        run.Error.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task The_admin_endpoint_on_an_address_asks_for_the_token()
    {
        int port = FreePort();
        await using RunningRelay relay = await RunningRelay.StartAsync(folder, Settings(), "--set", $"admin.address=127.0.0.1:{port}");
        await relay.WaitForLogAsync("Admin endpoint on ");
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/") };

        (await http.GetAsync(new Uri("status", UriKind.Relative),
            TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        string token = (await File.ReadAllTextAsync(Path.Combine(folder, "spool", "admin.token"), TestContext.Current.CancellationToken)).Trim();
        http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        (await http.GetStringAsync(new Uri("status", UriKind.Relative), TestContext.Current.CancellationToken))
            .ShouldContain("\"hostname\":\"mx.relay.example\"");
        (await http.GetAsync(new Uri("nothing", UriKind.Relative),
            TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await http.GetAsync(new Uri("queue?id=nonsense", UriKind.Relative),
            TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task The_admin_address_works_although_the_name_of_the_socket_is_too_long_and_no_link_can_be_made()
    {
        string spool = Path.Combine([folder, .. Enumerable.Repeat("spool-with-a-name-longer-than-a-socket-may-have", 4)]);
        int port = FreePort();
        string settings = Path.Combine(folder, "relay.json");
        await File.WriteAllTextAsync(settings, Settings(), TestContext.Current.CancellationToken);

        // A process of its own, since the temporary folder is the process's.
        await using PeerProcess relay = PeerProcess.Start(
            RelayPrograms.Relay,
            ["run", "--config", settings, "--set", $"spool.path={spool}", "--set", $"admin.address=127.0.0.1:{port}"],
            new Dictionary<string, string> { ["TMPDIR"] = Path.Combine(folder, "absent") });
        await relay.WaitUntilAsync(_ => Task.FromResult(relay.Output.Contains("Admin endpoint on ", StringComparison.Ordinal)), "the admin endpoint");

        relay.Output.ShouldContain("is too long for a socket: queue commands work through admin.address only");
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/") };
        string token = (await File.ReadAllTextAsync(Path.Combine(spool, "admin.token"), TestContext.Current.CancellationToken)).Trim();
        http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        (await http.GetStringAsync(new Uri("status", UriKind.Relative), TestContext.Current.CancellationToken))
            .ShouldContain("\"hostname\":\"mx.relay.example\"");
    }

    [Fact]
    public async Task An_admin_address_that_cannot_be_used_is_told_and_costs_neither_the_socket_nor_the_stop()
    {
        // An address that is not this machine's: the system refuses it in other words than one that is taken.
        string file = Path.Combine(folder, "relay.json");
        await File.WriteAllTextAsync(file, Settings(), TestContext.Current.CancellationToken);
        await using var log = new LineWatcher();
        var errors = new SettingsErrors();
        LoadedSettings loaded = SettingsLoader.Load(new SettingsRequest { File = file, Arguments = ["admin.address=192.0.2.1:8025"] }, errors);
        using ILoggerFactory loggers = LogProvider.Create(loaded.Settings.Log, new TextWriterStream(log), false, TimeProvider.System);
        var plugins = new PluginHostOptions
        {
            File = Path.Combine(folder, "plugins.json"),
            FileIsOptional = true,
            StoreFolder = Path.Combine(folder, "code"),
            DataFolder = Path.Combine(folder, "data"),
            Hostname = "mx.relay.example",
        };
        await using PreparedRelay prepared = await PreparedRelay.LoadAsync(loaded, plugins, TimeProvider.System, loggers, errors,
            TestContext.Current.CancellationToken);
        await using var relay = new RelayHost(prepared, TimeProvider.System, loggers);

        await relay.StartAsync(TestContext.Current.CancellationToken);
        (await log.WaitForAsync("There is no admin endpoint on 192.0.2.1:8025, only its socket: ")).ShouldNotBeEmpty();
        await log.WaitForAsync("Admin socket ");
        (await CommandRun.OfAsync("queue", "hold", "--all", "--config", file)).Output.ShouldBe("0 entries selected, 0 changed\n");
        await relay.StopAsync();

        (await log.WaitForAsync("Stopping: ")).ShouldNotBeEmpty();
        File.Exists(Path.Combine(folder, "spool", "admin.sock")).ShouldBeFalse();
        // Nobody has the spool any more.
        (await CommandRun.OfAsync("queue", "hold", "--all", "--config", file)).Output.ShouldBe("0 entries selected, 0 changed\n");
    }

    [Fact]
    public async Task An_international_name_is_said_in_ascii_and_mail_goes_out_under_it()
    {
        await using var sink = new SinkServer(new SinkOptions { Listen = new IPEndPoint(IPAddress.Loopback, 0), Expect = 1 });
        await using RunningRelay relay = await RunningRelay.StartAsync(folder, Settings(sink.Address), "--set", "hostname=MX.Exämple.test");
        using var client = new TcpClient();
        await client.ConnectAsync(IPEndPoint.Parse(relay.Address), TestContext.Current.CancellationToken);
        using var lines = new StreamReader(client.GetStream());

        (await lines.ReadLineAsync(TestContext.Current.CancellationToken)).ShouldStartWith("220 mx.xn--exmple-cua.test ");
        (await CommandRun.OfAsync("send", "--to", relay.Address)).ExitCode.ShouldBe(0);
        await sink.Tally.Reached.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_stop_while_plugins_are_being_loaded_ends_with_0_too()
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "relay.json"), Settings(), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            Path.Combine(folder, "plugins.json"), $$"""{ "plugins": [ { "id": "every-kind", "path": "{{BuiltPlugin.Folder("tests/Fixtures/EveryKind")}}" } ] }""", TestContext.Current.CancellationToken);
        using var error = new StringWriter();

        int exitCode = await RelayCommandLine.RunAsync(
            ["run", "--config", Path.Combine(folder, "relay.json")],
            new System.CommandLine.InvocationConfiguration { Error = error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null },
            new CancellationToken(canceled: true));

        (exitCode, error.ToString()).ShouldBe((0, ""));
    }

    [Fact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task Socket_and_token_are_for_the_relays_user_alone()
    {
        await using RunningRelay relay = await RunningRelay.StartAsync(folder, Settings());
        await relay.AdminAsync();

        const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        File.GetUnixFileMode(Path.Combine(folder, "spool", "admin.sock")).ShouldBe(Own);
        File.GetUnixFileMode(Path.Combine(folder, "spool", "admin.token")).ShouldBe(Own);
    }

    [Fact]
    public async Task A_service_manager_is_told()
    {
        string path = Path.Combine(folder, "notify");
        using var manager = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        manager.Bind(new UnixDomainSocketEndPoint(path));

        ServiceNotice.Send("READY=1", path);

        byte[] buffer = new byte[100];
        int count = await manager.ReceiveAsync(buffer.AsMemory(), TestContext.Current.CancellationToken);
        Encoding.ASCII.GetString(buffer, 0, count).ShouldBe("READY=1");
        ServiceNotice.Send("READY=1", Path.Combine(folder, "nobody"));
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private static string Settings(IPEndPoint? next = null) => $$"""
        {
          "hostname": "mx.relay.example",
          "spool": { "path": "spool", "reserveOctets": 0 },
          "listeners": [ { "address": "127.0.0.1:0" } ],
          "routes": [ { "via": "{{next?.ToString() ?? "127.0.0.1:9"}}" } ]
        }
        """;
}
