using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Relay.Sdk.Testing.Clients;

namespace Relay.EndToEnd.Tests.Memory;

/// <summary>Sends one large message in chunks of 1 MiB under TLS.</summary>
internal sealed class ChunkClient(int port, int chunks)
{
    private static readonly byte[] Chunk = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(new string('c', 62) + "\r\n", 1024 * 1024 / 64)));

    public async Task SendAsync(int number)
    {
        await using ScriptedClient client = await ScriptedClient.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port));
        await client.ExpectAsync("220 *");
        await client.AskAsync("EHLO client.example");
        (await client.AskAsync("STARTTLS")).ShouldStartWith("220");
        await client.StartTlsAsync();
        await client.AskAsync("EHLO client.example");
        (await client.AskAsync("MAIL FROM:<alice@sender.example>")).ShouldStartWith("250");
        (await client.AskAsync("RCPT TO:<bob@dest.example>")).ShouldStartWith("250");
        string header = string.Create(
            CultureInfo.InvariantCulture, $"Message-ID: <{number}@client.example>\r\nSubject: large\r\nX-Relay-Body-SHA256: " +
            $"{Convert.ToHexStringLower(Hash())}\r\n\r\n");
        await client.SendAsync($"BDAT {header.Length}\r\n{header}");
        await client.ExpectAsync("250 *");
        for (int i = 1; i <= chunks; i++)
        {
            await client.SendAsync($"BDAT {Chunk.Length}{(i == chunks ? " LAST" : "")}\r\n");
            await client.SendAsync(Chunk);
            await client.ExpectAsync("250 *");
        }
    }

    private byte[] Hash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int i = 0; i < chunks; i++)
            hash.AppendData(Chunk);
        return hash.GetHashAndReset();
    }
}
