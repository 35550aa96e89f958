using Relay.Core.Settings;
using Relay.Sdk.Testing.Clients;
using Relay.TestKit.Sessions;

namespace Relay.Core.Tests.Sessions;

public sealed class SmuggledMessageTests
{
    private const string Smuggled = "MAIL FROM:<evil@evil.example>\r\nRCPT TO:<victim@dest.example>\r\nDATA\r\nsmuggled";

    public static TheoryData<string> FalseEnds =>
        ["\n.\n", "\n.\r\n", "\r.\r", "\r.\r\n", "\r\n.\n", "\r\n.\r", "\r\n.\r\r\n", "\r\n\0.\r\n", "\r\n.\0\r\n", "\r\r\n.\r\r\n"];

    [Theory]
    [MemberData(nameof(FalseEnds))]
    public async Task A_false_end_is_refused_once_the_true_end_has_come(string falseEnd)
    {
        await using TestServer server = await TestServer.StartAsync();
        await using ScriptedClient client = await server.GreetAsync();
        string reply = await client.SendMessageAsync($"Subject: x\r\n\r\nfirst{falseEnd}{Smuggled}");
        reply.ShouldMatch(@"^550 5\.6\.(11|0) ");
        await client.TalkAsync("""
            C: NOOP
            S: 250 2.0.0 OK
            """);
        server.Spool.Messages.ShouldBeEmpty();
        server.Spool.Drafts.ShouldAllBe(draft => draft.IsDropped);
    }

    [Theory]
    [MemberData(nameof(FalseEnds))]
    public async Task Normalized_it_is_one_message_of_whole_lines(string falseEnd)
    {
        await using TestServer server = await TestServer.StartAsync(new() { LineEndings = LineEndings.Normalize });
        await using ScriptedClient client = await server.GreetAsync();
        (await client.SendMessageAsync($"Subject: x\r\n\r\nfirst{falseEnd}{Smuggled}")).ShouldStartWith("250 2.0.0");
        string content = server.Spool.Messages.ShouldHaveSingleItem().Sent;
        content.ShouldEndWith($"DATA\r\nsmuggled\r\n");
        content.Replace("\r\n", "", StringComparison.Ordinal).AsSpan().ContainsAny('\r', '\n', '\0').ShouldBeFalse();
    }

    [Theory]
    [MemberData(nameof(FalseEnds))]
    public async Task Kept_it_is_one_message_without_anything_like_an_end(string falseEnd)
    {
        await using TestServer server = await TestServer.StartAsync(new() { LineEndings = LineEndings.AllowLegacy });
        await using ScriptedClient client = await server.GreetAsync();
        (await client.SendMessageAsync($"Subject: x\r\n\r\nfirst{falseEnd}{Smuggled}")).ShouldStartWith("250 2.0.0");
        string content = server.Spool.Messages.ShouldHaveSingleItem().Sent.Replace("\r\n", "|", StringComparison.Ordinal);
        content.ShouldNotContain("\n.");
        content.ShouldNotContain("\r.");
    }

    [Fact]
    public async Task In_chunks_a_bare_line_end_is_refused_at_once()
    {
        await using TestServer server = await TestServer.StartAsync();
        await using ScriptedClient client = await server.GreetAsync();
        (await client.SendChunkAsync("a\nb\r\n")).ShouldStartWith("550 5.6.11");
        (await client.SendChunkAsync("a\r\nb\0\r\n")).ShouldStartWith("550 5.6.0");
        (await client.SendChunkAsync("a\r\nb\r")).ShouldStartWith("550 5.6.11");
        server.Spool.Messages.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("NOOP\nMAIL FROM:<evil@evil.example>\r\n")]
    [InlineData("NOOP\rMAIL FROM:<evil@evil.example>\r\n")]
    [InlineData("MAIL FROM:<a@b.example>\nRCPT TO:<a@b.example>\r\n")]
    public async Task A_bare_line_end_hides_no_command(string line)
    {
        await using TestServer server = await TestServer.StartAsync();
        await using ScriptedClient client = await server.GreetAsync();
        await client.SendAsync(line);
        await client.TalkAsync("""
            S: 500 5.5.2 *
            C: RCPT TO:<a@b.example>
            S: 503 *
            """);
    }

    [Fact]
    public async Task In_legacy_mode_a_client_may_end_its_commands_with_LF()
    {
        await using TestServer server = await TestServer.StartAsync(new() { LineEndings = LineEndings.AllowLegacy });
        await using ScriptedClient client = await server.GreetAsync();
        await client.SendAsync("MAIL FROM:<a@b.example>\nRCPT TO:<c@d.example>\nDATA\n");
        await client.TalkAsync("""
            S: 250 *
            S: 250 *
            S: 354 *
            """);
        await client.SendAsync("Subject: x\n\nlegacy\n.\nstill\r\n.\r\n");
        await client.ExpectAsync("250 *");
        server.Spool.Messages.ShouldHaveSingleItem().Sent.ShouldEndWith("Subject: x\n\nlegacy\r\n.\nstill\r\n");
    }
}
