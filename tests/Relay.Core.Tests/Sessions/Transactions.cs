using Relay.Sdk.Testing.Clients;

namespace Relay.Core.Tests.Sessions;

/// <summary>Conversations that many tests begin with.</summary>
internal static class Transactions
{
    /// <summary>MAIL and one RCPT.</summary>
    public static Task OpenAsync(this ScriptedClient client) => client.TalkAsync("""
        C: MAIL FROM:<alice@sender.example>
        S: 250 2.1.0 *
        C: RCPT TO:<bob@dest.example>
        S: 250 2.1.5 *
        """);

    /// <summary>MAIL, one RCPT, DATA.</summary>
    public static async Task OpenDataAsync(this ScriptedClient client)
    {
        await client.OpenAsync();
        await client.TalkAsync("""
            C: DATA
            S: 354 *
            """);
    }

    /// <summary>A whole message, octets as given; the reply.</summary>
    public static async Task<string> SendMessageAsync(this ScriptedClient client, string content)
    {
        await client.OpenDataAsync();
        await client.SendAsync(content + "\r\n.\r\n");
        return await client.ReadReplyAsync();
    }

    /// <summary>A whole message in one BDAT chunk; the reply.</summary>
    public static async Task<string> SendChunkAsync(this ScriptedClient client, string content)
    {
        await client.OpenAsync();
        await client.SendAsync($"BDAT {content.Length} LAST\r\n{content}");
        return await client.ReadReplyAsync();
    }
}
