using System.Text;

namespace Relay.Host.Tests.Checks;

/// <summary>Settings files that cannot be read at all: what is wrong and where, in one line, without a word about what the defaults lack.</summary>
public sealed class BrokenFileTests : IDisposable
{
    private readonly CheckTrial trial = new();

    public void Dispose() => trial.Dispose();

    [Theory]
    [InlineData("", "1:1: there is nothing in it, expected an object; the least is {}")]
    [InlineData(" \r\n\t", "1:1: there is nothing in it, expected an object; the least is {}")]
    [InlineData("// nothing\n", "2:1: not JSON: there are only comments in it, expected an object; the least is {}")]
    [InlineData("null", "1:1: found null, expected an object")]
    [InlineData("[]", "1:1: found a list, expected an object")]
    [InlineData("\"x\"", "1:1: found \"x\", expected an object")]
    [InlineData("{\n \"hostname\":\"a.example\"\n \"spool\":{}\n}", "3:2: not JSON: '\"' is invalid after a value. Expected either ',', '}', or ']'")]
    [InlineData("{\n \"spool\": {\n", "3:1: not JSON: it ends within an object or a list; a } or ] is missing")]
    [InlineData("{} {}", "1:4: not JSON: '{' is invalid after a single JSON value. Expected end of data")]
    [InlineData("{ 'hostname': 'x' }", "1:3: not JSON: ''' is an invalid start of a property name. Expected a '\"'")]
    [InlineData("{ hostname: \"x\" }", "1:3: not JSON: 'h' is an invalid start of a property name. Expected a '\"'")]
    [InlineData("{ \"hostname\": \"a\0\" }", "1:17: not JSON: '0x00' is invalid within a JSON string. The string should be correctly escaped")]
    public Task A_text_that_is_no_settings_file(string text, string error) => IsToldAsync(Encoding.UTF8.GetBytes(text), error);

    [Fact]
    public Task UTF_16_is_not_UTF_8() => IsToldAsync([.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("{}")], "1:1: not UTF-8");

    [Fact]
    public Task Octets_that_are_not_UTF_8() => IsToldAsync([.. "{ \"hostname\": \""u8, 0xff, .. "\" }"u8], "1:16: not UTF-8");

    [Fact]
    public async Task A_byte_order_mark_comments_and_trailing_commas_are_taken_and_do_not_move_the_places()
    {
        byte[] text = [.. Encoding.UTF8.Preamble, .. "{ /* one */ \"hostnme\": \"x\", // two\n \"spool\": { \"path\": \"spool\", }, }"u8];
        await File.WriteAllBytesAsync(trial.Folder["relay.json"], text, TestContext.Current.CancellationToken);

        CommandRun run = await trial.RunAsync();

        run.ExitCode.ShouldBe(2);
        run.Output.ShouldContain("relay.json:1:14: hostnme: unknown key; did you mean 'hostname'?\n");
        run.Output.ShouldContain("1 error");
    }

    [Fact]
    public async Task A_folder_is_no_file()
    {
        trial.Folder.Folder("relay.json");

        CommandRun run = await trial.RunAsync();

        (run.ExitCode, run.Output).ShouldBe((2, "relay.json: the file cannot be read: it is a folder\n1 error, 0 warnings\n"));
    }

    private async Task IsToldAsync(byte[] text, string error)
    {
        await File.WriteAllBytesAsync(trial.Folder["relay.json"], text, TestContext.Current.CancellationToken);

        CommandRun run = await trial.RunAsync();

        (run.ExitCode, run.Output).ShouldBe((2, $"relay.json:{error}\n1 error, 0 warnings\n"));
    }
}
