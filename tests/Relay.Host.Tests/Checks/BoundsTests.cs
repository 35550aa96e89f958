using Relay.Core.Settings;
using Relay.Core.Settings.Binding;
using Relay.Core.Storage;
using Relay.Host.Checks;

namespace Relay.Host.Tests.Checks;

/// <summary>Files without an end, files with faults without end, and values that are no fit sight.</summary>
public sealed class BoundsTests : IDisposable
{
    private readonly CheckTrial trial = new();

    public void Dispose() => trial.Dispose();

    [Fact]
    public async Task A_settings_file_without_an_end_is_refused()
    {
        CommandRun run = await CommandRun.OfAsync("check", "--config", "/dev/zero");

        (run.ExitCode, run.Output).ShouldBe((2, "/dev/zero: the file cannot be read: it is larger than 16777216 octets\n1 error, 0 warnings\n"));
    }

    [Fact]
    public async Task Secrets_certificates_and_keys_without_an_end_are_refused()
    {
        trial.Write("""
            "listeners": [ { "tls": "starttls", "certificate": "/dev/zero", "key": "/dev/zero" } ],
            "transports": { "remote": { "auth": { "user": "u", "password": { "$secret": "file:/dev/zero" } } } }
            """);

        CommandRun run = await trial.RunAsync();

        run.ExitCode.ShouldBe(2);
        run.Output.ShouldContain("listeners[0].certificate: certificate and key cannot be loaded: /dev/zero: it is larger than 16777216 octets");
        run.Output.ShouldContain("transports.remote.auth.password.$secret: the secret's file cannot be read: it is larger than 65536 octets");
    }

    [Fact]
    public async Task Users_and_lists_of_plugins_without_an_end_are_refused()
    {
        (await CommandRun.OfAsync("user", "list", "--credentials", "/dev/zero")).Error.ShouldContain("/dev/zero cannot be read: it is larger than " +
            "67108864 octets");

        trial.Write(""" "log": {} """);
        CommandRun run = await trial.RunAsync("--plugins", "/dev/zero");
        run.ExitCode.ShouldBe(2);
        run.Output.ShouldContain("/dev/zero: the file cannot be read: it is larger than 16777216 octets");
    }

    [Theory]
    [InlineData(" ")]
    [InlineData("\n")]
    public async Task Faults_without_end_are_counted_and_the_first_of_them_told(string separator)
    {
        const int Count = 50_000;
        trial.Write(string.Join(',' + separator, Enumerable.Range(0, Count).Select(number => $"\"unknown{number}\": {number}")));

        CommandRun run = await trial.RunAsync();

        run.ExitCode.ShouldBe(2);
        string[] lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(SettingsErrors.Most + 2);
        lines[0].ShouldContain(": unknown0: unknown key");
        lines[^2].ShouldBe($"and {Count - SettingsErrors.Most} more");
        lines[^1].ShouldBe($"{Count} errors, 0 warnings");
    }

    [Fact]
    public async Task Values_are_echoed_short_and_without_power_over_the_terminal()
    {
        trial.Write($$""" "reports": { "from": "a\u001b[2J\u202eb" }, "listeners": [ { "address": "{{new string('x', 1_000_000)}}" } ], "\u001b[31mred": 1 """);

        CommandRun run = await trial.RunAsync();

        run.Output.ShouldContain(@"reports.from: 'a\u001b[2J\u202eb' is not a mailbox");
        run.Output.ShouldContain(@"\u001b[31mred: unknown key");
        run.Output.Length.ShouldBeLessThan(5000);
        run.Output.ShouldNotContain("\u001b");
    }

    [Fact]
    public async Task A_folder_or_a_broken_link_in_the_place_of_the_plugins_file_is_an_error()
    {
        trial.Write(" \"listeners\": [] ");
        trial.Folder.Folder("plugins.json");
        (await trial.RunAsync()).Output.ShouldContain("plugins.json: the file cannot be read: it is a folder");

        Directory.Delete(trial.Folder["plugins.json"]);
        File.CreateSymbolicLink(trial.Folder["plugins.json"], "nowhere");
        CommandRun run = await trial.RunAsync();
        run.ExitCode.ShouldBe(2);
        run.Output.ShouldContain("plugins.json: the file cannot be read: ");
    }

    [Theory]
    [InlineData(10_000, 1000, 20_000, null)]
    [InlineData(10, 10, 300, null)]
    [InlineData(10, 10, 256, "warning: this process may open 256 files and sockets")]
    [InlineData(10_000, 1000, 4096, "warning: this process may open 4096 files and sockets")]
    [InlineData(10, 1000, 1024, "warning: this process may open 1024 files and sockets")]
    public void Sessions_and_connections_that_the_process_cannot_hold_are_warned_of(int sessions, int connections, long descriptors, string? warning)
    {
        var errors = new SettingsErrors();
        LoadedSettings loaded = SettingsLoader.Load(
            new SettingsRequest { Arguments = [$"accept.maxSessions={sessions}", $"delivery.maxConnections={connections}"] }, errors);

        LimitRules.Check(new CheckScope(loaded, new PluginFacts([], []), errors), DescriptorLimit.Of(descriptors));

        if (warning is null)
            errors.All.ShouldBeEmpty();
        else
            errors.All.ShouldHaveSingleItem().ToString().ShouldContain(warning);
    }
}
