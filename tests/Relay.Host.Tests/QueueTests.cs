using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Relay.Core.Settings;
using Relay.Core.Spool;

namespace Relay.Host.Tests;

public sealed class QueueTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("relay-queue-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Mail_can_be_listed_held_released_and_removed_with_the_relay_running_or_not(bool running)
    {
        RunningRelay relay = await RunningRelay.StartAsync(folder, WaitingMail.Settings);
        await using (relay)
        {
            await SendAsync(relay, "a@one.example", "b@two.example", "c@three.example");
            await relay.AdminAsync();
            if (!running)
                await relay.StopAsync();

            (await ListAsync(relay)).Length.ShouldBe(3);
            (await ListAsync(relay, "--recipient", "@two.example")).Length.ShouldBe(1);
            string id = (await ListAsync(relay, "--recipient", "a@one.example"))[0].GetProperty("id").GetString()!;

            (await QueueAsync(relay, "list", id, "--id", id, "--count")).Output.ShouldBe("1\n");
            (await QueueAsync(relay, "hold", id, "--id", id)).Output.ShouldBe("1 entries selected, 1 changed\n");
            (await ListAsync(relay, "--held")).ShouldHaveSingleItem().GetProperty("hold").GetString().ShouldBe("operator");
            (await QueueAsync(relay, "hold", "--all")).Output.ShouldBe("3 entries selected, 2 changed, 1 left as they were\n");
            (await QueueAsync(relay, "release", "--recipient", "@three.example")).ExitCode.ShouldBe(0);
            (await ListAsync(relay, "--held")).Length.ShouldBe(2);

            (await QueueAsync(relay, "remove", "--held", "--json")).Output.ShouldContain("\"changed\":2");
            (await QueueAsync(relay, "list", "--count")).Output.ShouldBe("1\n");
        }
    }

    [Theory]
    [InlineData("--recipient two.example", "relay: nothing in the queue has --recipient 'two.example': did you mean '@two.example'?")]
    [InlineData("--sender @relay.example", "relay: nothing in the queue has --sender '@relay.example': did you mean 'sender@relay.example'?")]
    [InlineData("--sender @corp.example", "relay: nothing in the queue has --sender '@corp.example': a sender is a whole mailbox, as in " +
        "bob@corp.example")]
    [InlineData("--destination [127.0.0.1]", "relay: nothing in the queue has --destination '[127.0.0.1]': did you mean '[127.0.0.1]:9'?")]
    [InlineData("--recipient b@twoo.example", "relay: nothing in the queue has --recipient 'b@twoo.example': did you mean 'b@two.example'?")]
    [InlineData("--sender zz@zz.example", "relay: nothing in the queue has --sender 'zz@zz.example'")]
    [InlineData("--recipient twoo.example", "relay: nothing in the queue has --recipient 'twoo.example': a domain is written with @, as in " +
        "@twoo.example")]
    [InlineData("--recipient bob", "relay: nothing in the queue has --recipient 'bob': a recipient is a mailbox, or a domain as in @dest.example")]
    public async Task A_selection_that_finds_nothing_says_what_it_probably_meant(string selection, string hint)
    {
        await using RunningRelay relay = await RunningRelay.StartAsync(folder, WaitingMail.Settings);
        await SendAsync(relay, "b@two.example");
        await relay.AdminAsync();

        CommandRun list = await QueueAsync(relay, ["list", "--count", .. selection.Split(' ')]);
        CommandRun hold = await QueueAsync(relay, ["hold", .. selection.Split(' ')]);

        (list.ExitCode, list.Output, list.Error).ShouldBe((0, "0\n", hint + "\n"));
        (hold.ExitCode, hold.Output, hold.Error).ShouldBe((1, "0 entries selected, 0 changed\n", hint + "\n"));
    }

    [Theory]
    [InlineData("remove")]
    [InlineData("bounce")]
    public async Task A_change_that_cannot_be_undone_suggests_no_other_name(string change)
    {
        await using RunningRelay relay = await RunningRelay.StartAsync(folder, WaitingMail.Settings);
        await SendAsync(relay, "b@two.example");
        await relay.AdminAsync();

        (await QueueAsync(relay, change, "--recipient", "@twoo.example")).Error.ShouldBe("relay: nothing in the queue has --recipient " +
            "'@twoo.example'\n");
        (await QueueAsync(relay, change, "--recipient", "two.example")).Error.ShouldBe("relay: nothing in the queue has --recipient 'two.example': " +
            "did you mean '@two.example'?\n");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Mail_can_be_returned_with_a_reason(bool running)
    {
        RunningRelay relay = await RunningRelay.StartAsync(folder, WaitingMail.Settings);
        await using (relay)
        {
            await SendAsync(relay, "a@one.example");
            await relay.AdminAsync();
            if (!running)
                await relay.StopAsync();

            (await QueueAsync(relay, "bounce", "--all", "--reason", "No such thing here")).Output.ShouldStartWith("1 entries selected, 1 changed");

            JsonElement report = (await ListAsync(relay)).ShouldHaveSingleItem();
            report.GetProperty("sender").GetString().ShouldBe("");
            report.GetProperty("recipients")[0].GetProperty("address").GetString().ShouldBe("sender@relay.example");
            string id = report.GetProperty("id").GetString()!;
            (await QueueAsync(relay, "show", id, "--content")).Output.ShouldContain("No such thing here");
            (await QueueAsync(relay, "show", id)).Output.ShouldContain("Sender       <>");
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Plugins_that_read_the_outbox_are_told_of_changes_made_while_no_relay_runs(bool subscribed)
    {
        await using (RunningRelay relay = await RunningRelay.StartAsync(folder, WaitingMail.Settings))
            await SendAsync(relay, "a@one.example");
        var positions = new Dictionary<string, long> { ["some-plugin/handler"] = 0 };
        await using (LocalSpool spool = await OpenAsync())
            await spool.Outbox.SavePositionsAsync("relay", subscribed ? positions
                : new Dictionary<string, long>(), TestContext.Current.CancellationToken);

        CommandRun run = await CommandRun.OfAsync("queue", "remove", "--all", "--config", Path.Combine(folder, "relay.json"));

        run.Output.ShouldBe("1 entries selected, 1 changed\n");
        await using LocalSpool after = await OpenAsync();
        (await after.Outbox.ReadAsync(0, 10, TestContext.Current.CancellationToken)).Select(static notice => notice.Notice.Name)
            .ShouldBe(subscribed ? ["msg:fail:internal", "msg:complete"] : []);
    }

    [Fact]
    public async Task A_spool_is_administered_however_long_its_name_is()
    {
        string name = string.Join('/', Enumerable.Repeat("spool-with-a-name-longer-than-a-socket-may-have", 4));
        await using RunningRelay relay = await RunningRelay.StartAsync(folder,
            WaitingMail.Settings.Replace("\"spool\", \"reserve", $"\"{name}\", \"reserve", StringComparison.Ordinal));
        await SendAsync(relay, "a@one.example");
        await relay.AdminAsync();
        File.Exists(Path.Combine(folder, name, "admin.sock")).ShouldBeTrue();

        (await QueueAsync(relay, "hold", "--all")).Output.ShouldBe("1 entries selected, 1 changed\n");
        (await ListAsync(relay, "--held")).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_change_right_after_the_start_waits_for_the_admin_socket()
    {
        await using RunningRelay relay = await RunningRelay.StartAsync(folder, WaitingMail.Settings);

        CommandRun run = await QueueAsync(relay, "hold", "--all");

        (run.ExitCode, run.Output, run.Error).ShouldBe((1, "0 entries selected, 0 changed\n", ""));
    }

    [Fact]
    public async Task A_change_while_something_else_has_the_spool_is_refused_after_a_while_and_says_why()
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "relay.json"), WaitingMail.Settings, TestContext.Current.CancellationToken);
        await using LocalSpool taken = await OpenAsync();

        CommandRun run = await CommandRun.OfAsync("queue", "hold", "--all", "--config", Path.Combine(folder, "relay.json"));

        run.ExitCode.ShouldBe(3);
        run.Error.ShouldContain("in use by another relay");
        run.Error.ShouldEndWith("Its admin socket does not answer: it is starting or stopping, or its log says why there is none\n");
    }

    [Fact]
    public async Task A_change_of_everything_has_to_be_asked_for()
    {
        await using RunningRelay relay = await RunningRelay.StartAsync(folder, WaitingMail.Settings);

        CommandRun run = await QueueAsync(relay, "remove");

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain("say which mail");
    }

    [Fact]
    public async Task A_wrong_id_is_bad_usage_and_an_unknown_one_is_a_failure()
    {
        await using RunningRelay relay = await RunningRelay.StartAsync(folder, WaitingMail.Settings);

        (await QueueAsync(relay, "show", "nonsense")).ExitCode.ShouldBe(2);
        (await QueueAsync(relay, "show", "0000000000000")).ExitCode.ShouldBe(1);
        await relay.AdminAsync();
        (await QueueAsync(relay, "hold", "0000000000000")).ExitCode.ShouldBe(1);
    }

    [Fact]
    public async Task A_folder_without_a_spool_is_told()
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "relay.json"), WaitingMail.Settings, TestContext.Current.CancellationToken);

        CommandRun list = await CommandRun.OfAsync("queue", "list", "--config", Path.Combine(folder, "relay.json"));
        CommandRun hold = await CommandRun.OfAsync("queue", "hold", "--all", "--config", Path.Combine(folder, "relay.json"));

        (list.ExitCode, hold.ExitCode).ShouldBe((1, 1));
        hold.Error.ShouldContain("there is no spool in");
        Directory.Exists(Path.Combine(folder, "spool")).ShouldBeFalse();
    }

    [Fact]
    public async Task Plugins_and_features_are_listed_with_the_relay_running_or_not()
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "plugins.json"), """{ "plugins": [ { "id": "recipient-cap", "enabled": false } ] }""", TestContext.Current.CancellationToken);
        RunningRelay relay = await RunningRelay.StartAsync(folder, WaitingMail.Settings);
        await using (relay)
        {
            await relay.AdminAsync();
            string whileRunning = (await CommandRun.OfAsync(["plugin", "list", .. relay.Options])).Output;
            await relay.StopAsync();

            whileRunning.ShouldContain("recipient-cap\t-\toff\t");
            whileRunning.ShouldContain("experimental feature smtp.binarymime: off.");
            (await CommandRun.OfAsync(["plugin", "list", .. relay.Options])).Output.ShouldBe(whileRunning);
        }
    }

    [Theory]
    [InlineData("{ \"plugins\": [ }", "plugins.json:1:16: not JSON")]
    [InlineData("{ \"plugins\": [ { \"id\": \"a\", \"path\": \"nowhere\" } ] }", "plugins[0]: plugin a: there is no folder")]
    [InlineData("{ \"experimental\": [ \"x\" ] }", "experimental[0]: there is no feature 'x'")]
    public async Task A_broken_plugins_file_is_told_by_the_list_of_plugins(string plugins, string error)
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "plugins.json"), plugins, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, "relay.json"), WaitingMail.Settings, TestContext.Current.CancellationToken);

        CommandRun run = await CommandRun.OfAsync("plugin", "list", "--config", Path.Combine(folder, "relay.json"));

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain(error);
        run.Output.ShouldContain("experimental feature smtp.binarymime: off.");
    }

    [Fact]
    public async Task The_list_can_be_narrowed_by_each_of_its_options()
    {
        await using RunningRelay relay = await RunningRelay.StartAsync(folder, WaitingMail.Settings);
        await SendAsync(relay, "a@one.example", "b@two.example");
        (await CommandRun.OfAsync("send", "--to", relay.Address, "--from", "other@relay.example", "--rcpt", "c@two.example")).ExitCode.ShouldBe(0);
        (await CommandRun.OfAsync("send", "--to", relay.Address, "--from", "", "--rcpt", "d@one.example")).ExitCode.ShouldBe(0);
        JsonElement[] all = await ListAsync(relay);
        string first = all[0].GetProperty("id").GetString()!, destination = all[0].GetProperty("destination").GetString()!;

        (await RecipientsAsync(relay, "--limit", "2")).ShouldBe(["a@one.example", "b@two.example"]);
        (await RecipientsAsync(relay, "--sender", "OTHER@relay.example")).ShouldBe(["c@two.example"]);
        (await RecipientsAsync(relay, "--sender", "")).ShouldBe(["d@one.example"]);
        (await RecipientsAsync(relay, "--id", first)).ShouldBe(["a@one.example"]);
        (await RecipientsAsync(relay, "--id", first, "--id", all[2].GetProperty("id").GetString()!)).ShouldBe(["a@one.example", "c@two.example"]);
        (await RecipientsAsync(relay, "--destination", destination)).Length.ShouldBe(
            all.Count(entry => entry.GetProperty("destination").GetString() == destination));
        (await RecipientsAsync(relay, "--destination", "elsewhere.example")).ShouldBeEmpty();
        (await RecipientsAsync(relay, "--recipient", "@two.example", "--sender", "other@relay.example")).ShouldBe(["c@two.example"]);
    }

    [Fact]
    public async Task One_message_is_shown_as_json_an_object_for_each_entry()
    {
        await using RunningRelay relay = await RunningRelay.StartAsync(folder, WaitingMail.Settings);
        await SendAsync(relay, "a@one.example");
        string id = (await ListAsync(relay)).ShouldHaveSingleItem().GetProperty("id").GetString()!;

        CommandRun run = await QueueAsync(relay, "show", id, "--json");

        JsonElement entry = JsonDocument.Parse(run.Output).RootElement;
        entry.GetProperty("id").GetString().ShouldBe(id);
        entry.GetProperty("sender").GetString().ShouldBe("sender@relay.example");
        entry.GetProperty("recipients")[0].GetProperty("address").GetString().ShouldBe("a@one.example");
        entry.GetProperty("lengthOctets").GetInt64().ShouldBeGreaterThan(4000);
        entry.GetProperty("hold").GetString().ShouldBe("none");
    }

    [Fact]
    public async Task A_command_that_waits_for_a_stuck_relay_can_be_interrupted()
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "relay.json"), WaitingMail.Settings, TestContext.Current.CancellationToken);
        string spool = Directory.CreateDirectory(Path.Combine(folder, "spool")).FullName;
        await File.WriteAllTextAsync(Path.Combine(spool, "admin.token"), "token", TestContext.Current.CancellationToken);
        using var stuck = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        stuck.Bind(new UnixDomainSocketEndPoint(Path.Combine(spool, "admin.sock")));
        stuck.Listen();
        using var interrupt = new CancellationTokenSource();
        using var error = new StringWriter();
        Task<int> hold = Commands.RelayCommandLine.RunAsync(
            ["queue", "hold", "--all", "--config", Path.Combine(folder, "relay.json")],
            new System.CommandLine.InvocationConfiguration { Error = error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null },
            interrupt.Token);

        using Socket connection = await stuck.AcceptAsync(TestContext.Current.CancellationToken);
        await interrupt.CancelAsync();

        (await hold).ShouldBe(1);
        error.ToString().ShouldBe("relay: interrupted; what was not finished is not done\n");
    }

    private static async Task<string[]> RecipientsAsync(RunningRelay relay, params string[] arguments) =>
        [.. (await ListAsync(relay, arguments)).Select(entry => entry.GetProperty("recipients")[0].GetProperty("address").GetString()!)];

    private static async Task SendAsync(RunningRelay relay, params string[] recipients)
    {
        foreach (string recipient in recipients)
            (await CommandRun.OfAsync("send", "--to", relay.Address, "--rcpt", recipient)).ExitCode.ShouldBe(0);
    }

    private static Task<CommandRun> QueueAsync(RunningRelay relay, params string[] arguments) =>
        CommandRun.OfAsync(["queue", .. arguments, .. relay.Options]);

    private static async Task<JsonElement[]> ListAsync(RunningRelay relay, params string[] arguments)
    {
        CommandRun run = await QueueAsync(relay, ["list", "--json", .. arguments]);
        run.ExitCode.ShouldBe(0, run.Error);
        return [.. run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
    }

    private async Task<LocalSpool> OpenAsync()
    {
        var spool = new LocalSpool(
            new SpoolSettings { Path = Path.Combine(folder, "spool"), ReserveOctets = 0 }, TimeProvider.System, NullLoggerFactory.Instance);
        await spool.StartAsync(TestContext.Current.CancellationToken);
        return spool;
    }
}
