namespace Relay.Host.Tests;

/// <summary>Wrong usage: 2, in words about the option, and never a stack trace.</summary>
public sealed class CommandLineTests
{
    [Theory]
    [InlineData("send --count abc", "relay: --count: found 'abc', expected a number from 1 to 9223372036854775807")]
    [InlineData("send --count -1", "relay: --count: found '-1', expected a number from 1 to 9223372036854775807")]
    [InlineData("send --size 99999999999999999999", "relay: --size: found '99999999999999999999', expected a number from 1 to 1073741824")]
    [InlineData("send --sessions 0", "relay: --sessions: found '0', expected a number from 1 to 100000")]
    [InlineData("send --tls on", "relay: --tls: found 'on', expected one of none, starttls, implicit")]
    [InlineData("send --to nowhere", "relay: --to: found 'nowhere', expected HOST:PORT")]
    [InlineData("send --auth alice", "relay: --auth: expected user:password")]
    [InlineData("sink --expect abc", "relay: --expect: found 'abc', expected a number from 1 to 9223372036854775807")]
    [InlineData("sink --listen nowhere", "relay: --listen: found 'nowhere', expected an address and port, as in 127.0.0.1:2526")]
    [InlineData("sink --delay 5", "relay: --delay: found '5', expected a duration, as in 200ms or 2s")]
    [InlineData("sink --reply-at x", "relay: --reply-at: found 'x', expected STEP=CODE as in rcpt=450, end=421:3, data=drop")]
    [InlineData("queue list --limit 0", "relay: --limit: found '0', expected a number from 1 to 2147483647")]
    [InlineData("queue show nonsense", "relay: 'nonsense' is not a message id, which has 13 characters")]
    [InlineData("queue list --limt 3", "relay: there is no option '--limt' here; did you mean '--limit'?")]
    [InlineData("queue hold", "relay: say which mail: message ids, --destination, --sender, --recipient, --held or --all")]
    [InlineData("chek", "relay: did you mean 'check'?")]
    [InlineData("queue lst", "relay: did you mean 'list'?")]
    [InlineData("check --confg x", "relay: did you mean '--config'?")]
    [InlineData("queue", "relay: Required command was not provided.")]
    [InlineData("user add", "relay: Required argument missing for command: 'add'.")]
    [InlineData("check --config ", "relay: --config: found '', expected the name of a file")]
    [InlineData("run --plugins ", "relay: --plugins: found '', expected the name of a file")]
    [InlineData("--config x send", "relay: 'send' does not take --config")]
    [InlineData("--set hostname=a.example sink", "relay: 'sink' does not take --set")]
    [InlineData("--config x config schema", "relay: 'schema' does not take --config")]
    [InlineData("user list", "relay: accept.credentials is not set; name the file with --credentials")]
    public async Task Wrong_usage_is_told_in_words_about_the_option(string line, string error)
    {
        CommandRun run = await CommandRun.OfAsync(line.Split(' '));

        run.ExitCode.ShouldBe(2, run.Output);
        run.Error.ShouldContain(error + "\n");
        (run.Error + run.Output).ShouldNotContain("   at ");
    }

    [Theory]
    [InlineData("check")]
    [InlineData("queue remove --all")]
    [InlineData("plugin list")]
    [InlineData("user list")]
    public async Task Settings_named_before_the_command_are_those_it_uses(string line)
    {
        string file = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N"), "relay.json");

        CommandRun run = await CommandRun.OfAsync(["--config", file, .. line.Split(' ')]);

        run.ExitCode.ShouldBe(2);
        (run.Output + run.Error).ShouldContain(line == "user list" ? "the settings have errors" : $"{file}: the file cannot be read");
    }

    [Fact]
    public async Task The_help_of_the_schema_says_that_the_plugins_file_has_to_be_named() =>
        string.Join(' ', (await CommandRun.OfAsync("config", "schema", "--help")).Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            .ShouldContain("'config schema' has no default: it shows the keys of plugins only when the file is named.");

    [Fact]
    public async Task What_a_command_did_not_expect_is_told_in_one_line()
    {
        using var error = new StringWriter();
        using var full = new FullDisk();

        int exitCode = await Commands.RelayCommandLine.RunAsync(
            ["config", "schema"],
            new System.CommandLine.InvocationConfiguration
            {
                Output = full,
                Error = error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null
            },
            TestContext.Current.CancellationToken);

        (exitCode, error.ToString()).ShouldBe((1, "relay: failed unexpectedly: IOException: No space left on device\n"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("run")]
    [InlineData("check")]
    [InlineData("send")]
    [InlineData("sink")]
    [InlineData("queue list")]
    [InlineData("queue show")]
    [InlineData("queue hold")]
    [InlineData("queue release")]
    [InlineData("queue retry")]
    [InlineData("queue bounce")]
    [InlineData("queue remove")]
    [InlineData("plugin list")]
    [InlineData("user add")]
    [InlineData("user remove")]
    [InlineData("user list")]
    [InlineData("config schema")]
    public async Task Every_command_has_help_and_what_gives_results_gives_json(string line)
    {
        CommandRun run = await CommandRun.OfAsync([.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);

        (run.ExitCode, run.Error).ShouldBe((0, ""));
        run.Output.ShouldContain($"Usage:\n  {(line.Length == 0 ? "relay" : $"relay {line}")} ".Replace("relay", RootName()));
        if (line is not ("" or "run" or "config schema"))
            run.Output.ShouldContain("--json");
    }

    [Fact]
    public async Task Help_shows_in_the_list_of_commands_only_arguments_that_are_needed()
    {
        string[] lines = (await CommandRun.OfAsync("queue", "--help")).Output.Split('\n');

        lines.ShouldContain("  list          List the mail that waits, the oldest first.");
        lines.ShouldContain(line => line.StartsWith("  show <ID>     Show one message", StringComparison.Ordinal));
        (await CommandRun.OfAsync("queue", "list", "--help")).Output.ShouldContain("queue list [<ID>...] [options]");
    }

    /// <summary>An output into a file on a disk without room.</summary>
    private sealed class FullDisk : StringWriter
    {
        public override void Write(char value) => throw new IOException("No space left on device");

        public override void WriteLine(string? value) => throw new IOException("No space left on device");
    }

    // The program that runs: the relay, or these tests.
    private static string RootName() => System.CommandLine.RootCommand.ExecutableName;
}
