using Relay.Sdk.Testing.Clients;
using Relay.TestKit.Sessions;

namespace Relay.Core.Tests.Sessions;

public sealed class CommandOrderTests
{
    // The way to a phase, then commands and the code that each gets in it.
    public static TheoryData<string, string, string> OutOfOrder => new()
    {
        { "connected", "", "MAIL FROM:<a@b.example>=503 RCPT TO:<a@b.example>=503 DATA=503 STARTTLS=503 AUTH PLAIN=503 NOOP=250 RSET=250 VRFY " +
            "a=252 EXPN a=502 HELP=214" },
        { "ready", "EHLO c.example", "RCPT TO:<a@b.example>=503 DATA=503 BDAT 0 LAST=503 RSET=250 STARTTLS=502 AUTH PLAIN=502 FOO=500" },
        { "mail", "EHLO c.example|MAIL FROM:<a@b.example>", "MAIL FROM:<a@b.example>=503 DATA=554 STARTTLS=503 AUTH PLAIN=503 NOOP=250 VRFY a=252" },
        { "recipients", "EHLO c.example|MAIL FROM:<a@b.example>|RCPT TO:<a@b.example>",
            "MAIL FROM:<x@b.example>=503 STARTTLS=503 AUTH PLAIN=503 RCPT TO:<b@b.example>=250" },
        { "chunks", "EHLO c.example|MAIL FROM:<a@b.example>|RCPT TO:<a@b.example>|BDAT 0",
            "MAIL FROM:<x@b.example>=503 RCPT TO:<b@b.example>=503 DATA=503 STARTTLS=503 NOOP=250 BDAT 0=250 RSET=250 BDAT 0=503" },
        { "after HELO", "HELO c.example", "MAIL FROM:<a@b.example> SIZE=1=555 MAIL FROM:<a@b.example> BODY=8BITMIME=555 MAIL " +
            "FROM:<a@b.example>=250 RCPT TO:<a@b.example> NOTIFY=NEVER=555" },
        { "with arguments", "EHLO c.example", "DATA x=503 RSET x=501 QUIT x=501 NOOP x=250 HELP x=214 VRFY=501" },
    };

    [Theory]
    [MemberData(nameof(OutOfOrder))]
    public async Task A_command_out_of_order_is_refused_and_nothing_else_changes(string phase, string way, string commands)
    {
        await using TestServer server = await TestServer.StartAsync();
        await using ScriptedClient client = await server.ConnectAsync();
        await client.ExpectAsync("220 *");
        foreach (string command in way.Split('|', StringSplitOptions.RemoveEmptyEntries))
            (await client.AskAsync(command)).ShouldMatch("^[23]", phase);
        foreach ((string command, string code) in Steps(commands))
            (await client.AskAsync(command)).ShouldStartWith(code, customMessage: $"{phase}: {command}");
    }

    [Fact]
    public async Task RSET_and_EHLO_drop_the_transaction()
    {
        await using TestServer server = await TestServer.StartAsync();
        await using ScriptedClient client = await server.GreetAsync();
        foreach (string drop in new[] { "RSET", "EHLO again.example", "HELO again.example" })
        {
            await client.OpenAsync();
            (await client.AskAsync(drop)).ShouldStartWith("250");
            (await client.AskAsync("RCPT TO:<a@b.example>")).ShouldStartWith("503");
        }
    }

    [Fact]
    public async Task Nothing_of_a_transaction_leaks_into_the_next()
    {
        await using TestServer server = await TestServer.StartAsync();
        await using ScriptedClient client = await server.GreetAsync();
        await client.TalkAsync("""
            C: MAIL FROM:<first@sender.example> BODY=8BITMIME SMTPUTF8 RET=HDRS ENVID=one
            S: 250 *
            C: RCPT TO:<one@dest.example> NOTIFY=SUCCESS ORCPT=rfc822;x@dest.example
            S: 250 *
            C: RSET
            S: 250 *
            C: MAIL FROM:<second@sender.example>
            S: 250 *
            C: RCPT TO:<jörg@dest.example>
            S: 553 5.6.7 *
            C: RCPT TO:<two@dest.example>
            S: 250 *
            C: DATA
            S: 354 *
            C: second
            C: .
            S: 250 *
            C: MAIL FROM:<third@sender.example>
            S: 250 *
            C: RCPT TO:<three@dest.example>
            S: 250 *
            C: DATA
            S: 354 *
            C: third
            C: .
            S: 250 *
            """);

        server.Spool.Messages.Count.ShouldBe(2);
        (Sdk.Testing.Spool.MemoryMessage? second, Sdk.Testing.Spool.MemoryMessage? third) = (server.Spool.Messages[0], server.Spool.Messages[1]);
        second.Message.ReversePath.ToString().ShouldBe("second@sender.example");
        second.Message.SmtpUtf8.ShouldBeFalse();
        second.Message.EnvelopeId.ShouldBeNull();
        second.Message.Return.ShouldBe(default);
        second.Recipients.ShouldBe(["two@dest.example"]);
        second.Entries[0].Recipients[0].OriginalRecipient.ShouldBeNull();
        third.Recipients.ShouldBe(["three@dest.example"]);
        third.Sent.ShouldEndWith("\r\n\r\nthird\r\n".Replace("\r\n\r\n", "\r\n", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_recipient_given_twice_gets_one_copy()
    {
        await using TestServer server = await TestServer.StartAsync();
        await using ScriptedClient client = await server.GreetAsync();
        await client.OpenAsync();
        for (int i = 0; i < 40; i++)
            (await client.AskAsync($"RCPT TO:<user{i % 20}@dest.example>")).ShouldStartWith("250 2.1.5");
        await client.TalkAsync("""
            C: RCPT TO:<bob@DEST.example>
            S: 250 *
            C: DATA
            S: 354 *
            C: x
            C: .
            S: 250 *
            """);
        server.Spool.Messages.ShouldHaveSingleItem().Recipients.Count.ShouldBe(21);
    }

    private static IEnumerable<(string Command, string Code)> Steps(string commands)
    {
        // "COMMAND=code" parted by spaces; the command itself may have both.
        string rest = commands;
        while (rest.Length > 0)
        {
            int end = System.Text.RegularExpressions.Regex.Match(rest, "=[0-9]{3}( |$)").Index;
            yield return (rest[..end], rest.Substring(end + 1, 3));
            rest = rest.Length > end + 5 ? rest[(end + 5)..] : "";
        }
    }
}
