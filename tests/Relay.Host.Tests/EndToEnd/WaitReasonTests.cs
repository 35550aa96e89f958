using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Relay.Core.Settings;
using Relay.Core.Spool;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;
using Relay.Sdk.Testing.Hosts;

namespace Relay.Host.Tests.EndToEnd;

/// <summary>Why mail waits is answered by the list, by the view of a message and by the status of a running relay.</summary>
public sealed class WaitReasonTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("relay-wait-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_destination_that_rests_after_a_dead_host()
    {
        await using RunningRelay relay = await RunningRelay.StartAsync(folder, WaitingMail.Settings);
        await SendAsync(relay, "a@one.example");
        await relay.WaitForLogAsync("[127.0.0.1]:9 rests for 01:00:00: 451 4.4.1 ");
        await SendAsync(relay, "b@two.example");
        await relay.AdminAsync();

        JsonElement waits = await WaitAsync(relay, "b@two.example", "host-rests");

        waits.GetProperty("text").GetString().ShouldStartWith("the destination rests: 451 4.4.1 ");
        waits.GetProperty("until").GetDateTimeOffset().ShouldBeGreaterThan(TimeProvider.System.GetUtcNow().AddMinutes(30));
        (await QueueAsync(relay, "list", "--recipient", "b@two.example")).Output.ShouldContain(": the destination rests: 451 4.4.1 ");
        string shown = await ShowAsync(relay, "b@two.example");
        shown.ShouldContain("\nDestination  [127.0.0.1]:9, 0 tries, due since ");
        shown.ShouldContain("\nWaits for    the destination rests: 451 4.4.1 ");
        JsonElement status = (await StatusAsync()).GetProperty("waits").EnumerateArray().ShouldHaveSingleItem();
        status.GetProperty("destination").GetString().ShouldBe("[127.0.0.1]:9");
        status.GetProperty("reason").GetProperty("kind").GetString().ShouldBe("host-rests");

        (await QueueAsync(relay, "retry", "--recipient", "b@two.example")).ExitCode.ShouldBe(0);
        await relay.WaitForLogAsync("[127.0.0.1]:9 rests no longer: an operator has its mail tried at once");
    }

    [Fact]
    public async Task A_rate_with_its_name_and_value_and_the_time_of_the_next_message()
    {
        await using var peer = ScriptedHost.Start(new HostManners());
        await using RunningRelay relay = await RunningRelay.StartAsync(folder, Settings(peer.EndPoint, """ "messageRate": "1/1h" """));
        await SendAsync(relay, "a@one.example");
        await relay.WaitForLogAsync("delivered ");
        await SendAsync(relay, "b@two.example");
        await relay.AdminAsync();

        JsonElement waits = await WaitAsync(relay, "b@two.example", "message-rate");

        Limit(waits).ShouldBe(("transports.slow.messageRate", "1/1h"));
        waits.GetProperty("until").GetDateTimeOffset().ShouldBeGreaterThan(TimeProvider.System.GetUtcNow().AddMinutes(30));
        (await ShowAsync(relay, "b@two.example")).ShouldContain("\nWaits for    messageRate 1/1h of transport slow; until ");
        JsonElement status = (await StatusAsync()).GetProperty("waits").EnumerateArray().ShouldHaveSingleItem();
        Limit(status.GetProperty("reason")).ShouldBe(("transports.slow.messageRate", "1/1h"));
    }

    [Fact]
    public async Task The_connections_of_the_transport_with_their_limit()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await using RunningRelay relay = await RunningRelay.StartAsync(folder, Settings((IPEndPoint)silent.LocalEndpoint, """ "maxConnections": 1 """));
        await SendAsync(relay, "a@one.example");
        using Socket first = await silent.AcceptSocketAsync(TestContext.Current.CancellationToken);
        await SendAsync(relay, "b@two.example");
        await relay.AdminAsync();

        JsonElement waits = await WaitAsync(relay, "b@two.example", "connection-limit");

        Limit(waits).ShouldBe(("transports.slow.maxConnections", "1"));
        (await QueueAsync(relay, "list", "--recipient", "b@two.example")).Output.ShouldContain("\tmaxConnections 1 of transport slow\t");
        (await QueueAsync(relay, "list", "--recipient", "a@one.example")).Output.ShouldContain("\tbeing sent\t");
    }

    [Fact]
    public async Task The_connections_of_the_whole_relay()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await using RunningRelay relay = await RunningRelay.StartAsync(
            folder, Settings((IPEndPoint)silent.LocalEndpoint, "", """{ "domains": "two.example", "via": "127.0.0.1:9" },"""), "--set", "delivery.maxConnections=1");
        await SendAsync(relay, "a@one.example");
        using Socket first = await silent.AcceptSocketAsync(TestContext.Current.CancellationToken);
        await SendAsync(relay, "b@two.example");
        await relay.AdminAsync();

        Limit(await WaitAsync(relay, "b@two.example", "connection-limit")).ShouldBe(("delivery.maxConnections", "1"));
    }

    [Fact]
    public async Task An_operator_who_holds_it()
    {
        await using RunningRelay relay = await RunningRelay.StartAsync(folder, WaitingMail.Settings);
        await SendAsync(relay, "a@one.example");
        await relay.AdminAsync();
        (await QueueAsync(relay, "hold", "--all")).ExitCode.ShouldBe(0);

        await WaitAsync(relay, "a@one.example", "held-by-operator");

        (await QueueAsync(relay, "list")).Output.ShouldContain("\theld\t");
        (await ShowAsync(relay, "a@one.example")).ShouldContain("\nWaits for    held by an operator\n");
        Reasons(await StatusAsync()).ShouldBe(["held-by-operator 1"]);
    }

    [Fact]
    public async Task Its_own_retry_time_with_what_the_host_said_last()
    {
        await using var peer = ScriptedHost.Start(new HostManners
        {
            Answer = static command => command.StartsWith("RCPT", StringComparison.Ordinal)
                ? "450 4.2.1 Mailbox busy" : null
        });
        await using RunningRelay relay = await RunningRelay.StartAsync(folder, Settings(peer.EndPoint, ""));
        await SendAsync(relay, "a@one.example");
        await relay.AdminAsync();

        JsonElement waits = await WaitAsync(relay, "a@one.example", "retry-time");

        waits.GetProperty("text").GetString().ShouldBe("its retry time, after: 450 4.2.1 Mailbox busy");
        waits.GetProperty("until").GetDateTimeOffset().ShouldBeGreaterThan(TimeProvider.System.GetUtcNow());
        JsonElement status = await StatusAsync();
        status.GetProperty("waitingDestinations").GetInt32().ShouldBe(0);
        Reasons(status).ShouldBe(["retry-time 1"]);
    }

    [Fact]
    public async Task Without_a_running_relay_the_mail_is_listed_and_nobody_knows_why_it_waits()
    {
        await using RunningRelay relay = await RunningRelay.StartAsync(folder, WaitingMail.Settings);
        await SendAsync(relay, "a@one.example");
        await relay.StopAsync();

        (await EntryAsync(relay, "a@one.example")).GetProperty("waits").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task A_rate_of_connections()
    {
        await using var peer = ScriptedHost.Start(new HostManners());
        string settings = Settings(peer.EndPoint, """ "connectionRate": "1/1h", "maxMessagesPerConnection": 1 """);
        await using RunningRelay relay = await RunningRelay.StartAsync(folder, settings);
        await SendAsync(relay, "a@one.example");
        await relay.WaitForLogAsync("delivered ");
        await SendAsync(relay, "b@two.example");
        await relay.AdminAsync();

        JsonElement waits = await WaitAsync(relay, "b@two.example", "connection-rate");

        Limit(waits).ShouldBe(("transports.slow.connectionRate", "1/1h"));
        (await QueueAsync(relay, "list", "--recipient", "b@two.example")).Output.ShouldContain(": connectionRate 1/1h of transport slow\t");
        (await ShowAsync(relay, "b@two.example")).ShouldContain("\nWaits for    connectionRate 1/1h of transport slow; until ");
        Reasons(await StatusAsync()).ShouldBe(["connection-rate 1"]);
    }

    [Fact]
    public async Task A_host_whose_address_the_DNS_does_not_give()
    {
        using var silent = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        string settings = Settings(new IPEndPoint(IPAddress.Loopback, 9), "", """{ "domains": "two.example" },""");
        await using RunningRelay relay = await RunningRelay.StartAsync(
            folder, settings, "--set", $"dns.servers={silent.LocalEndPoint}", "--set", "dns.timeout=30s");
        await SendAsync(relay, "b@two.example");
        await relay.AdminAsync();

        await WaitAsync(relay, "b@two.example", "dns");

        (await QueueAsync(relay, "list")).Output.ShouldContain("\tits route or its hosts are looked up\t");
        (await ShowAsync(relay, "b@two.example")).ShouldContain("\nWaits for    its route or its hosts are looked up\n");
        Reasons(await StatusAsync()).ShouldBe(["dns 1"]);
    }

    [Fact]
    public async Task Crashes_in_which_it_was_being_sent_and_a_report_that_found_no_room()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        string destination = $"[127.0.0.1]:{((IPEndPoint)silent.LocalEndpoint).Port}/slow";
        var place = new SpoolSettings { Path = Path.Combine(folder, "spool"), ReserveOctets = 0 };
        await using (var spool = new LocalSpool(place, TimeProvider.System, NullLoggerFactory.Instance))
        {
            await spool.StartAsync(TestContext.Current.CancellationToken);
            await StoreAsync(spool, destination, "first@one.example", static entry => entry with { Crashes = 2 });
            await StoreAsync(spool, destination, "second@one.example", static entry => entry with { Crashes = 2 });
            await StoreAsync(spool, destination, "third@one.example", static entry => entry with { Crashes = 3, Hold = QueueHold.Quarantine });
            await StoreAsync(spool, destination, "done@one.example", static entry => entry with
            {
                DueAt = entry.DueAt.AddHours(1),
                Recipients = [entry.Recipients[0] with { IsSettled = true }],
            });
        }

        await using RunningRelay relay = await RunningRelay.StartAsync(folder, Settings((IPEndPoint)silent.LocalEndpoint, ""));
        await relay.AdminAsync();

        await WaitAsync(relay, "third@one.example", "quarantine");
        await WaitAsync(relay, "done@one.example", "report");
        await WaitUntilAsync(async () => Reasons(await StatusAsync()).SequenceEqual(["in-flight 1", "quarantine 1", "suspects 1", "report 1"]));
        (await QueueAsync(relay, "list", "--recipient", "third@one.example")).Output.ShouldContain("\tquarantined\t");
        (await ShowAsync(relay, "third@one.example")).ShouldContain("\nWaits for    held by the relay: it was being sent in 3 crashes\n");
        (await QueueAsync(relay, "list", "--recipient", "done@one.example")).Output.ShouldContain(": a report about it found no room in the spool\t");
        (await ShowAsync(relay, "done@one.example")).ShouldContain("\nWaits for    a report about it found no room in the spool; until ");
        const string Suspect = "it was being sent in crashes; such mail is attempted one message at a time";
        JsonElement first = (await EntryAsync(relay, "first@one.example")).GetProperty("waits");
        string waiting = first.GetProperty("kind").GetString() == "suspects" ? "first@one.example" : "second@one.example";
        (await QueueAsync(relay, "list", "--recipient", waiting)).Output.ShouldContain($"\t{Suspect}\t");
        (await ShowAsync(relay, waiting)).ShouldContain($"\nWaits for    {Suspect}\n");
    }

    [Fact]
    public async Task A_relay_that_does_not_answer_keeps_nobody_from_its_queue()
    {
        await using (RunningRelay relay = await RunningRelay.StartAsync(folder, WaitingMail.Settings))
            await SendAsync(relay, "a@one.example");
        using var stuck = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        stuck.Bind(new UnixDomainSocketEndPoint(Path.Combine(folder, "spool", "admin.sock")));
        stuck.Listen();

        CommandRun list = await CommandRun.OfAsync("queue", "list", "--config", Path.Combine(folder, "relay.json"));

        list.Output.ShouldContain("a@one.example");
        list.Error.ShouldBe("relay: the relay that has the spool does not answer: shown is what its files say, without the reasons why mail waits\n");
    }

    private static string Settings(IPEndPoint nextHop, string transport, string routes = "") => $$"""
        {
          "hostname": "mx.relay.example",
          "spool": { "path": "spool", "reserveOctets": 0 },
          "listeners": [ { "address": "127.0.0.1:0" } ],
          "routes": [ {{routes}} { "via": "{{nextHop}}", "transport": "slow" } ],
          "transports": { "slow": { {{transport}} } },
          "delivery": { "stopTimeout": "1s" }
        }
        """;

    [Fact]
    public async Task The_status_shows_the_last_check_of_DNSSEC_while_a_route_uses_MX_records()
    {
        const string Settings = """
            {
              "hostname": "relay.test", "spool": { "path": "spool" },
              "listeners": [ { "address": "127.0.0.1:0" } ],
              "routes": [ { "via": "VIA" } ],
              "dns": { "servers": [ "127.0.0.1:9" ] }
            }
            """;
        await using (RunningRelay relay = await RunningRelay.StartAsync(folder, Settings.Replace("VIA", "mx", StringComparison.Ordinal)))
        {
            await relay.WaitForLogAsync("DNSSEC: NoAnswer: ");
            await relay.AdminAsync();
            JsonElement dnssec = (await StatusAsync()).GetProperty("dnssec");
            dnssec.GetProperty("state").GetString().ShouldBe("no-answer");
            dnssec.GetProperty("problem").GetString().ShouldNotBeNullOrEmpty();
        }

        await using (RunningRelay relay = await RunningRelay.StartAsync(folder, Settings.Replace("VIA", "127.0.0.1:9", StringComparison.Ordinal)))
        {
            await relay.AdminAsync();
            (await StatusAsync()).GetProperty("dnssec").ValueKind.ShouldBe(JsonValueKind.Null);
        }
    }

    private static (string?, string?) Limit(JsonElement waits) =>
        (waits.GetProperty("limit").GetProperty("name").GetString(), waits.GetProperty("limit").GetProperty("value").GetString());

    private static string[] Reasons(JsonElement status)
    {
        JsonElement queue = status.GetProperty("queue");
        queue.GetProperty("isComplete").GetBoolean().ShouldBeTrue();
        return [.. queue.GetProperty("reasons").EnumerateObject().Select(static reason => $"{reason.Name} {reason.Value}")];
    }

    private static async Task StoreAsync(LocalSpool spool, string destination, string recipient, Func<QueueEntry, QueueEntry> alter)
    {
        var id = new MessageId(TimeProvider.System.GetTimestamp());
        ISpoolDraft draft = await spool.Content.BeginAsync(id, mayUseReserve: false, TestContext.Current.CancellationToken);
        draft.Write("Subject: x\r\n\r\n"u8);
        var message = new QueuedMessage
        {
            Id = id,
            ReceivedAt = TimeProvider.System.GetUtcNow(),
            ReversePath = ReversePath.Null,
            LengthOctets = draft.LengthOctets,
        };
        QueueEntry entry = alter(new QueueEntry
        {
            Message = message,
            Destination = destination,
            Recipients = [new QueuedRecipient { Mailbox = Mailbox.Parse(recipient) }],
            DueAt = message.ReceivedAt,
            ReviewAt = message.ReceivedAt.AddDays(1),
        });
        var change = new SpoolChange { Messages = [new NewMessage(message, draft, [entry], Claim: false)] };
        await spool.Queue.CommitAsync(change, TestContext.Current.CancellationToken);
    }

    private static async Task WaitUntilAsync(Func<Task<bool>> holdsAsync)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!await holdsAsync())
            deadline.Token.ThrowIfCancellationRequested();
    }

    // An attempt may still be on its way to its end: asked until it has come there.
    private static async Task<JsonElement> WaitAsync(RunningRelay relay, string recipient, string kind)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (true)
        {
            deadline.Token.ThrowIfCancellationRequested();
            JsonElement waits = (await EntryAsync(relay, recipient)).GetProperty("waits");
            if (waits.GetProperty("kind").GetString() == kind)
                return waits;
        }
    }

    private static async Task<JsonElement> EntryAsync(RunningRelay relay, string recipient)
    {
        CommandRun run = await QueueAsync(relay, "list", "--json", "--recipient", recipient);
        return JsonDocument.Parse(run.Output.Trim()).RootElement;
    }

    private static async Task<string> ShowAsync(RunningRelay relay, string recipient) =>
        (await QueueAsync(relay, "show", (await EntryAsync(relay, recipient)).GetProperty("id").GetString()!)).Output;

    private async Task<JsonElement> StatusAsync()
    {
        using var http = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellationToken) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(Path.Combine(folder, "spool", "admin.sock")), cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
        });
        return JsonDocument.Parse(await http.GetStringAsync(new Uri("http://relay/status"), TestContext.Current.CancellationToken)).RootElement;
    }

    private static Task<CommandRun> QueueAsync(RunningRelay relay, params string[] arguments) =>
        CommandRun.OfAsync(["queue", .. arguments, .. relay.Options]);

    private static async Task SendAsync(RunningRelay relay, string recipient) =>
        (await CommandRun.OfAsync("send", "--to", relay.Address, "--rcpt", recipient)).ExitCode.ShouldBe(0);
}
