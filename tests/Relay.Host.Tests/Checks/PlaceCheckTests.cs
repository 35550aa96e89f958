namespace Relay.Host.Tests.Checks;

public sealed class PlaceCheckTests : IDisposable
{
    private readonly CheckTrial trial = new();

    public void Dispose() => trial.Dispose();

    [Fact]
    public async Task A_spool_that_cannot_be_made_is_an_error_and_nothing_is_left_behind()
    {
        trial.Folder.Write("file", "");

        (await SetAsync("spool.path", trial.Folder["file/spool"]))
            .ShouldContain("--set spool.path: the folder file/spool cannot be made: file is a file");
        (await SetAsync("spool.path", "/proc/relay/spool"))
            .ShouldContain("--set spool.path: the folder /proc/relay/spool cannot be made: nothing can be made in /proc by this user");
        (await SetAsync("spool.path", trial.Folder["one/two/spool"])).ShouldBe("0 errors, 0 warnings\n");
        Directory.GetFileSystemEntries(trial.Folder.Path).Order().Select(Path.GetFileName).ShouldBe(["file", "relay.json"]);
    }

    [Fact]
    public async Task A_reserve_that_the_disk_does_not_have_is_warned_of()
    {
        (await SetAsync("spool.reserveOctets", "9000000000000000000")).ShouldMatch(
            "--set spool.reserveOctets: warning: the disk of spool has [0-9]+ octets free, and 9000000000000000000 are reserved: new mail would " +
            "get 452; make room, or reserve less\n");
        (await SetAsync("spool.reserveOctets", "0")).ShouldBe("0 errors, 0 warnings\n");
    }

    [Theory]
    [InlineData("192.0.2.1", "'192.0.2.1' is an address")]
    [InlineData("[192.0.2.1]", "'[192.0.2.1]' is an address")]
    [InlineData("mx_1.relay.example", "'mx_1.relay.example' has an underscore, which host names may not have")]
    public async Task A_name_that_others_may_refuse_is_warned_of(string hostname, string warning) =>
        (await SetAsync("hostname", hostname)).ShouldContain($"--set hostname: warning: {warning}");

    [Fact]
    public async Task What_is_wrong_on_the_command_line_names_its_key_once() =>
        (await SetAsync("accept.maxErrors", "x")).ShouldContain("--set accept.maxErrors: found \"x\", expected a whole number from 1 to 10000");

    private async Task<string> SetAsync(string key, string value)
    {
        trial.Write("");
        return (await trial.RunAsync("--set", $"{key}={value}")).Output;
    }
}
