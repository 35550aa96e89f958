using Relay.Sdk.Testing.Clients;
using Relay.Sdk.Testing.Spool;
using Relay.TestKit.Sessions;

namespace Relay.Core.Tests.Sessions;

public sealed class MemoryTests
{
    [Fact]
    public async Task Content_is_handed_on_after_every_stretch_of_input()
    {
        var spool = new MemorySpool { KeepsContent = false };
        await using TestServer server = await TestServer.StartAsync(new() { MaxMessageOctets = long.MaxValue }, spool: spool);
        await using ScriptedClient client = await server.GreetAsync();
        await client.OpenDataAsync();
        byte[] block = System.Text.Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(new string('x', 76) + "\r\n", 1000)));
        await client.SendAsync("x: y\r\n\r\n");
        for (int i = 0; i < 500; i++)
            await client.SendAsync(block);
        await client.SendAsync(".\r\n");
        await client.ExpectAsync("250 *");
        spool.Drafts.ShouldHaveSingleItem().MostUnflushed.ShouldBeLessThan(80_000);
    }

    [Fact]
    public async Task The_header_section_of_a_submission_is_held_back_only_up_to_its_limit()
    {
        var spool = new MemorySpool { KeepsContent = false };
        await using TestServer server = await TestServer.StartAsync(new() { MaxHeaderOctets = 10_000 }, spool: spool);
        await using ScriptedClient client = await server.GreetAsync();
        (await client.SendMessageAsync("x: " + new string('y', 20_000_000))).ShouldStartWith("552 5.3.4");
        spool.Drafts.ShouldHaveSingleItem().MostUnflushed.ShouldBeLessThan(80_000);
    }
}
