using System.Diagnostics;
using Relay.TestKit.Peers;
using Relay.TestKit.Plugins;

namespace Relay.Host.Tests;

/// <summary>Mail is for the relay's own user, whoever made the folder and whatever the umask.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class SpoolRightsTests : IDisposable
{
    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private readonly TemporaryFolder folder = new("rights");

    public SpoolRightsTests() => folder.Write("plugins.json", $$"""
        { "plugins": [ { "id": "recipient-cap", "path": "{{BuiltPlugin.Folder("plugins/RecipientCap")}}" } ] }
        """);

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_spool_that_a_plugin_is_copied_into_first_is_closed_to_others()
    {
        await RunAsync();

        RightsOfOthers("spool").ShouldBe(UnixFileMode.None);
        RightsOfOthers("spool/plugins").ShouldBe(UnixFileMode.None);
    }

    [Fact]
    public async Task Mail_in_a_folder_that_others_may_enter_is_closed_to_them_and_check_says_so()
    {
        Directory.CreateDirectory(
            folder["spool"],
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);

        await RunAsync();

        CommandRun check = await CommandRun.OfAsync("check", "--config", folder["relay.json"]);
        check.ExitCode.ShouldBe(0);
        check.Output.ShouldContain($"warning: spool.path: users other than the relay's can enter {folder["spool"]}, where mail lies; chmod 700 it");
    }

    [Fact]
    public async Task A_database_that_others_could_read_is_closed_to_them_at_the_next_start()
    {
        await RunAsync();
        File.SetUnixFileMode(folder["spool/spool.db"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);

        await RunAsync();
    }

    [Theory]
    [InlineData("spool", UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute)]
    [InlineData(
        "spool",
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute)]
    [InlineData("spool/spool.db", UnixFileMode.UserRead | UnixFileMode.UserWrite)]
    public async Task A_spool_of_another_user_is_told_by_check_run_and_the_queue_commands(string closed, UnixFileMode rights)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess
            && PeerPrograms.Find("setpriv") is not null, "running as another user needs root and setpriv");
        const UnixFileMode All = (UnixFileMode)0x1ff;
        File.SetUnixFileMode(folder.Path, All);
        File.Delete(folder["plugins.json"]);
        folder.Write("relay.json", """{ "hostname": "mx.relay.example", "spool": { "path": "spool" }, "listeners": [ { "address": "127.0.0.1:0" } ] }""");
        Directory.CreateDirectory(folder["spool"]);
        File.SetUnixFileMode(folder["spool"], All);
        folder.Write("spool/spool.db", "");
        File.SetUnixFileMode(folder[closed], rights);

        string problem = $"{folder[closed]} belongs to the user root, and this process runs as nobody, which may not read and write it; "
            + $"run the command as root, or give the spool to nobody: chown -R nobody {folder["spool"]}";
        (await AsNobodyAsync("check")).ShouldContain($"spool.path: {problem}\n1 error, ");
        (await AsNobodyAsync("run")).ShouldContain($"spool.path: {problem}\n");
        (await AsNobodyAsync("queue", "list")).ShouldBe($"relay: {problem}\n");
        (await AsNobodyAsync("queue", "hold", "--all")).ShouldBe($"relay: {problem}\n");
        (await AsNobodyAsync("log")).ShouldBe($"relay: {problem}\n");
    }

    // What the command writes to both its outputs.
    private async Task<string> AsNobodyAsync(params string[] command)
    {
        var start = new ProcessStartInfo("setpriv", ["--reuid=65534", "--regid=65534", "--clear-groups", RelayPrograms.Relay, .. command, "--config",
            folder["relay.json"]])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        string error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        process.ExitCode.ShouldNotBe(0);
        return await output + error;
    }

    // The next hop does not answer, so that what was sent stays: one message in the database, one in a file.
    private async Task RunAsync()
    {
        await using RunningRelay relay = await RunningRelay.StartAsync(folder.Path, """
            {
              "hostname": "mx.relay.example",
              "spool": { "path": "spool" },
              "listeners": [ { "address": "127.0.0.1:0" } ],
              "routes": [ { "via": "127.0.0.1:1" } ]
            }
            """);
        (await CommandRun.OfAsync("send", "--to", relay.Address)).ExitCode.ShouldBe(0);
        (await CommandRun.OfAsync("send", "--to", relay.Address, "--size", "1000000")).ExitCode.ShouldBe(0);
        string[] mail = [folder["spool/spool.db"], folder["spool/spool.db-wal"], folder["spool/spool.db-shm"],
            .. Directory.GetFiles(folder["spool/bodies"], "*", SearchOption.AllDirectories)];
        mail.Length.ShouldBeGreaterThan(3);
        foreach (string file in mail)
            (File.GetUnixFileMode(file) & Others).ShouldBe(UnixFileMode.None, file);
    }

    private UnixFileMode RightsOfOthers(string path) => File.GetUnixFileMode(folder[path]) & Others;
}
