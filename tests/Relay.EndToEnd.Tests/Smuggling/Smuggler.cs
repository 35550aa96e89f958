using System.Net;
using Relay.Sdk.Testing.Clients;

namespace Relay.EndToEnd.Tests.Smuggling;

/// <summary>A client that hides a second message in the content of a first.</summary>
internal sealed class Smuggler : IAsyncDisposable
{
    private const string Sender = "alice@sender.example";
    private readonly ScriptedClient client;

    private Smuggler(ScriptedClient client) => this.client = client;

    public static async Task<Smuggler> ConnectAsync(IPEndPoint relay)
    {
        ScriptedClient client = await ScriptedClient.ConnectAsync(relay);
        await client.ExpectAsync("220 *");
        await client.AskAsync("EHLO client.example");
        return new Smuggler(client);
    }

    /// <summary>Content with a message of smuggled@evil.example behind a false end, itself without an end.</summary>
    public static string Content(TrialMessage first, string falseEnd, string victim) =>
        $"{first.Text[..^2]}{falseEnd}MAIL FROM:<smuggled@evil.example>\r\nRCPT TO:<victim@{victim}>\r\nDATA\r\nSubject: " +
        "smuggled\r\n\r\nsmuggled\r\n";

    /// <summary>Sends it in one transaction.</summary>
    /// <param name="recipients">The recipients of the first message.</param>
    /// <param name="content">The content.</param>
    /// <param name="chunked">With BDAT rather than DATA.</param>
    /// <param name="cuts">Where a new packet begins, in octets of the content.</param>
    /// <returns>The reply to the content.</returns>
    public async Task<string> SendAsync(IEnumerable<string> recipients, string content, bool chunked, params int[] cuts)
    {
        await client.AskAsync($"MAIL FROM:<{Sender}> BODY=8BITMIME");
        foreach (string recipient in recipients)
            (await client.AskAsync($"RCPT TO:<{recipient}>")).ShouldStartWith("250");
        if (!chunked)
            (await client.AskAsync("DATA")).ShouldStartWith("354");
        string before = chunked ? $"BDAT {content.Length} LAST\r\n" : "";
        int at = 0;
        foreach (int cut in cuts)
        {
            await client.SendAsync(before + content[at..cut]);
            (at, before) = (cut, "");
        }

        await client.SendAsync(before + content[at..] + (chunked ? "" : ".\r\n"));
        string reply = await client.ReadReplyAsync();
        // Nothing of the content was a command: the session is where it was.
        (await client.AskAsync("NOOP")).ShouldBe("250 2.0.0 OK");
        return reply;
    }

    public ValueTask DisposeAsync() => client.DisposeAsync();
}
