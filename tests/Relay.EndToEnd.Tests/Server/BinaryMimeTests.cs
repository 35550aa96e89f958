using System.Net;
using System.Text;
using Relay.Sdk.Testing.Clients;
using Relay.Sdk.Testing.Hosts;
using Relay.TestKit.Peers;

namespace Relay.EndToEnd.Tests.Server;

/// <summary>The experimental feature <c>smtp.binarymime</c> (RFC 3030), switched on in plugins.json.</summary>
public sealed class BinaryMimeTests
{
    [Fact]
    public async Task Binary_content_is_offered_taken_in_chunks_and_delivered_octet_by_octet_when_the_feature_is_on()
    {
        using var folder = new TemporaryFolder("binary");
        await using ScriptedHost dest = ScriptedHost.Start(
            new HostManners { Capabilities = ["PIPELINING", "8BITMIME", "CHUNKING", "BINARYMIME", "ENHANCEDSTATUSCODES"] });
        var settings = new TrialSettings { Routes = TrialSettings.RoutesTo(("*", dest.EndPoint.Port)) };
        string plugins = folder.Write("plugins.json", """{ "experimental": [ "smtp.binarymime" ] }""");
        await using RelayProcess relay = await RelayProcess.StartAsync(settings.Write(folder), settings.Port, plugins);
        // All octets, among them NUL, bare CR, bare LF, and what would end the data after DATA.
        byte[] content = [.. "MIME-Version: 1.0\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: binary\r\n\r\n"u8,
            .. Enumerable.Range(0, 256).Select(octet => (byte)octet), .. "\r\n.\r\n\n.\n"u8];

        await using (ScriptedClient client = await ScriptedClient.ConnectAsync(new IPEndPoint(IPAddress.Loopback, relay.Port)))
        {
            await client.ExpectAsync("220 *");
            (await client.AskAsync("EHLO client.example")).ShouldContain("BINARYMIME");
            (await client.AskAsync("MAIL FROM:<a@sender.example> BODY=BINARYMIME")).ShouldStartWith("250 2.1.0");
            (await client.AskAsync("RCPT TO:<b@dest.example>")).ShouldStartWith("250 2.1.5");
            (await client.AskAsync("DATA")).ShouldStartWith("503 5.5.1");
            await client.SendAsync("BDAT 100\r\n");
            await client.SendAsync(content.AsMemory(0, 100));
            await client.ExpectAsync("250 *");
            await client.SendAsync($"BDAT {content.Length - 100} LAST\r\n");
            await client.SendAsync(content.AsMemory(100));
            await client.ExpectAsync("250 *");
        }

        await Until.HoldsAsync(() => dest.Messages.Count > 0, "the message", () => relay.Log);
        TakenMessage message = dest.Messages.ShouldHaveSingleItem();
        message.Mail.ShouldContain("BODY=BINARYMIME");
        message.Content.AsSpan().EndsWith(content).ShouldBeTrue(message.Text);
        Encoding.Latin1.GetString(message.Content.AsSpan(0, message.Content.Length - content.Length)).ShouldStartWith("Received: ");
        (await relay.CommandAsync("plugin", "list", "--plugins", plugins)).ShouldContain("experimental feature smtp.binarymime: on.");
        (await relay.StopAsync()).ShouldBe(0, relay.Log);
    }
}
