using System.Text;
using Relay.Core.Handlers.Answering;
using Relay.Core.SevenBit;
using Relay.Core.Tests.Sessions;
using Relay.Sdk.Events;
using Relay.Sdk.Filters;
using Relay.Sdk.Lists;
using Relay.Sdk.Mail;
using Relay.Sdk.Testing.Clients;
using Relay.Sdk.Testing.Spool;
using Relay.TestKit.Peers;
using Relay.TestKit.Sessions;

namespace Relay.Core.Tests.Sealing;

/// <summary>Seals of a client's message: last, and never broken afterwards.</summary>
public sealed class SealTests
{
    private const string EightBit = "Subject: hello\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; " +
        "charset=iso-8859-1\r\nContent-Transfer-Encoding: 8bit\r\n\r\nGr\u00fc\u00dfe\r\n";

    [Fact]
    public async Task Seals_see_what_filters_made_and_the_fields_of_the_seals_before_them()
    {
        List<string> seen = [];
        RegisteredSeal Watching(string name) => ScriptedSeal.Of((_, content) =>
        {
            seen.Add(content[(content.IndexOf("+0000\r\n", StringComparison.Ordinal) + 7)..]);
            return SealResult.Add(HeaderField.Of(name, " 1;\r\n\tfolded"), HeaderField.Of($"{name}-More", " 2"));
        });

        MemoryMessage message = await TakeAsync("Subject: x\r\n\r\nbody\r\n",
            new ScriptedHandlers { Filters = [new AddField()], Seals = [Watching("A"), Watching("B")] });

        seen.ShouldBe(["X-Filter: 1\r\nSubject: x\r\n\r\nbody\r\n", "A: 1;\r\n\tfolded\r\nA-More: 2\r\nX-Filter: 1\r\nSubject: x\r\n\r\nbody\r\n"]);
        message.Sent.ShouldBe("B: 1;\r\n\tfolded\r\nB-More: 2\r\nA: 1;\r\n\tfolded\r\nA-More: 2\r\nX-Filter: 1\r\nSubject: x\r\n\r\nbody\r\n");
        message.Received.ShouldContain($" id {message.Message.Id} ");
        message.Message.LengthOctets.ShouldBe(message.Content.Length);
    }

    [Fact]
    public async Task Content_is_made_7bit_before_it_is_sealed_so_that_no_next_hop_gets_another()
    {
        string seen = "";
        MemoryMessage message = await TakeAsync(EightBit, new ScriptedHandlers
        {
            Seals = [ScriptedSeal.Of((told, content) =>
            {
                told.Envelope.Body.ShouldBe(BodyType.SevenBit);
                seen = content;
                return SealResult.Add(HeaderField.Of("X-Seal", " 1"));
            })],
        });

        message.Sent.ShouldContain("Content-Transfer-Encoding: quoted-printable\r\n");
        message.Sent.ShouldEndWith("\r\n\r\nGr=FC=DFe\r\n");
        seen.ShouldEndWith(message.Sent["X-Seal: 1\r\n".Length..]);
        message.Message.Body.ShouldBe(BodyType.SevenBit);
        (await SevenBitConversion.OfAsync(new SegmentedContent(message.Text), mayConvert: true,
            CancellationToken.None)).ShouldBeOfType<SevenBitOutcome.Ascii>();
    }

    [Fact]
    public async Task A_seal_that_keeps_eight_bits_gets_them()
    {
        MemoryMessage message = await TakeAsync(EightBit,
            new ScriptedHandlers { Seals = [ScriptedSeal.Adding("X-Seal", " 1", keepsEightBit: true)] });

        message.Sent.ShouldBe($"X-Seal: 1\r\n{EightBit}");
        message.Message.Body.ShouldBe(BodyType.EightBitMime);
    }

    [Fact]
    public async Task What_cannot_be_converted_without_loss_is_sealed_as_it_is()
    {
        const string Undeclared = "Subject: Gr\u00fc\u00dfe\r\n\r\nbody\r\n";

        MemoryMessage message = await TakeAsync(Undeclared, new ScriptedHandlers { Seals = [ScriptedSeal.Adding("X-Seal", " 1")] });

        message.Sent.ShouldBe($"X-Seal: 1\r\n{Undeclared}");
    }

    [Fact]
    public async Task A_seal_that_adds_nothing_leaves_the_message_alone()
    {
        MemoryMessage message = await TakeAsync("Subject: x\r\n\r\nbody\r\n",
            new ScriptedHandlers { Seals = [ScriptedSeal.Of((_, _) => SealResult.Pass)] });

        message.Sent.ShouldBe("Subject: x\r\n\r\nbody\r\n");
    }

    [Fact]
    public async Task A_message_that_cannot_be_sealed_now_is_deferred_and_not_stored()
    {
        await using TestServer server = await StartAsync(
            new ScriptedHandlers
            {
                Seals = [ScriptedSeal.Adding("X", " 1"),
                ScriptedSeal.Of((_, _) => SealResult.NotNow("the key server is down"))]
            });
        await using ScriptedClient client = await server.GreetAsync();

        (await client.SendChunkAsync("Subject: x\r\n\r\nbody\r\n")).ShouldStartWith("451 4.3.0");

        server.Spool.Messages.ShouldBeEmpty();
    }

    [Fact]
    public async Task Large_content_goes_through_in_pieces()
    {
        string content = "Subject: x\r\n\r\n" + string.Concat(Enumerable.Range(0, 40_000).Select(i => $"line {i}\r\n"));

        MemoryMessage message = await TakeAsync(content, new ScriptedHandlers { Seals = [ScriptedSeal.Adding("X-Seal", " 1")] });

        message.Sent.ShouldBe($"X-Seal: 1\r\n{content}");
    }

    private static async Task<MemoryMessage> TakeAsync(string content, ScriptedHandlers handlers)
    {
        await using TestServer server = await StartAsync(handlers);
        await using ScriptedClient client = await server.GreetAsync();
        await client.TalkAsync("""
            C: MAIL FROM:<alice@sender.example> BODY=8BITMIME
            S: 250 2.1.0 *
            C: RCPT TO:<bob@dest.example>
            S: 250 2.1.5 *
            """);
        await client.SendAsync($"BDAT {Encoding.Latin1.GetByteCount(content)} LAST\r\n{content}");
        (await client.ReadReplyAsync()).ShouldStartWith("250 2.0.0");
        return server.Spool.Messages.ShouldHaveSingleItem();
    }

    private static Task<TestServer> StartAsync(ScriptedHandlers handlers) =>
        TestServer.StartAsync(new() { RelayToDomains = DomainList.Any, RelayFromHosts = HostList.None }, handlers: handlers);

    private sealed class AddField : IMessageFilter
    {
        public ValueTask<FilterResult> FilterAsync(MessageOffered message, CancellationToken cancellationToken) =>
            new(FilterResult.Edit(new MessageEdit.AddHeader("X-Filter", "1")));
    }
}
