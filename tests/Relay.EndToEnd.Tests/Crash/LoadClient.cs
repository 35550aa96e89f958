using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Relay.EndToEnd.Tests.Crash;

/// <summary>Sends messages on several connections for as long as it is let, through any number of deaths of the server; nothing is sent
/// twice.</summary>
internal sealed class LoadClient(int port, int seed, SentMail sent)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(20);

    /// <summary>Runs until the token fires.</summary>
    public Task RunAsync(int sessions, CancellationToken cancellationToken) =>
        Task.WhenAll(
            Enumerable.Range(0, sessions).Select(session => Task.Run(() => RunSessionAsync(session, cancellationToken), CancellationToken.None)));

    private async Task RunSessionAsync(int session, CancellationToken cancellationToken)
    {
        var random = new Random(seed + session);
        using var timer = new PeriodicTimer(RetryInterval);
        int number = 0;
        try
        {
            while (true)
            {
                try
                {
                    using var client = new TcpClient();
                    await client.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
                    using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
                    await ExpectAsync(reader, '2', cancellationToken);
                    await AskAsync(client, reader, "EHLO client.test\r\n", '2', cancellationToken);
                    while (true)
                    {
                        string[] domains = random.Next(4) switch { 0 => ["a.test", "b.test"], 1 => ["b.test"], _ => ["a.test"] };
                        var message = LoadMessage.Make($"<{session}.{number++}@client.test>", domains, random);
                        await SendAsync(client, reader, message, random.Next(3) == 0, cancellationToken);
                    }
                }
                catch (Exception e) when (e is IOException or SocketException)
                {
                    // The server was killed: what was not acknowledged by now is nobody's promise.
                    await timer.WaitForNextTickAsync(cancellationToken);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return;
        }
    }

    private async Task SendAsync(TcpClient client, StreamReader reader, LoadMessage message, bool inChunks, CancellationToken cancellationToken)
    {
        await AskAsync(client, reader, "MAIL FROM:<load@client.test>\r\n", '2', cancellationToken);
        foreach (string domain in message.Domains)
            await AskAsync(client, reader, $"RCPT TO:<user@{domain}>\r\n", '2', cancellationToken);
        if (!inChunks)
            await AskAsync(client, reader, "DATA\r\n", '3', cancellationToken);
        sent.Begin(message.Id);
        byte[] octets = inChunks
            ? [.. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"BDAT {message.Content.Length} LAST\r\n")), .. message.Content]
            : message.Stuffed();
        await client.GetStream().WriteAsync(octets, cancellationToken);
        await ExpectAsync(reader, '2', cancellationToken);
        sent.Acknowledge(message.Id, message.Domains);
    }

    private static async Task AskAsync(TcpClient client, StreamReader reader, string command, char expected, CancellationToken cancellationToken)
    {
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(command), cancellationToken);
        await ExpectAsync(reader, expected, cancellationToken);
    }

    private static async Task ExpectAsync(StreamReader reader, char expected, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Patience);
        string? line;
        do
        {
            try
            {
                line = await reader.ReadLineAsync(deadline.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw new TimeoutException($"no reply within {Patience}");
            }

            if (line is null)
                throw new IOException("the server closed");
        }
        while (line.Length > 3 && line[3] == '-');

        // A dying server may leave half a line, and one that is stopping says 421.
        if (line.Length < 4 || line.StartsWith("421", StringComparison.Ordinal))
            throw new IOException(line);
        if (line[0] != expected)
            throw new InvalidOperationException($"the relay said {line}");
    }
}
