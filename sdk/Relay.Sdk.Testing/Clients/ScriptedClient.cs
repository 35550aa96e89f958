using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Relay.Sdk.Testing.Clients;

/// <summary>An SMTP client that says and expects what a test writes down. Lines of a conversation are UTF-8; raw octets are Latin-1, one character
/// each.</summary>
/// <example><code>
/// await using ScriptedClient client = await relay.ConnectAsync();
/// await client.TalkAsync("""
///     S: 220 *
///     C: EHLO client.example
///     S: 250 *
///     C: MAIL FROM:&lt;alice@sender.example&gt;
///     S: 250 2.1.0 *
///     """);
/// </code></example>
public sealed class ScriptedClient : IAsyncDisposable
{
    // Only so that a test that has failed ends; no test waits for it otherwise.
    private static readonly TimeSpan GiveUp = TimeSpan.FromSeconds(30);
    private const int MostRecorded = 1_000_000;
    private readonly Socket socket;
    private readonly byte[] buffer = new byte[8192];
    private readonly StringBuilder conversation = new();
    private Stream stream;
    private int start;
    private int end;

    private ScriptedClient(Socket socket) => (this.socket, stream) = (socket, new NetworkStream(socket, ownsSocket: true));

    /// <summary>Its own address.</summary>
    public IPEndPoint EndPoint => (IPEndPoint)socket.LocalEndPoint!;

    /// <summary>What was said so far, line by line, behind <c>C: </c> or <c>S: </c>; the first million characters.</summary>
    public string Conversation => conversation.ToString();

    /// <summary>Connects, and reads nothing yet.</summary>
    /// <param name="server">Where to.</param>
    /// <param name="from">The address to come from; the system's choice when not given.</param>
    public static async Task<ScriptedClient> ConnectAsync(IPEndPoint server, IPAddress? from = null)
    {
        var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (from is not null)
            socket.Bind(new IPEndPoint(from, 0));
        await socket.ConnectAsync(server);
        return new ScriptedClient(socket);
    }

    /// <summary>Plays a conversation: <c>C:</c> lines are sent with CRLF, <c>S:</c> lines are replies, where <c>*</c> at the end stands for any
    /// rest.</summary>
    /// <remarks>Successive C: lines are sent in one packet. Each S: line is one whole reply: its last line counts.</remarks>
    public async Task TalkAsync(string conversation)
    {
        var said = new StringBuilder();
        foreach (string line in conversation.ReplaceLineEndings("\n").Split('\n'))
        {
            if (line.StartsWith("C:", StringComparison.Ordinal))
            {
                said.Append(line.AsSpan(Math.Min(3, line.Length))).Append("\r\n");
                continue;
            }

            await FlushAsync(said);
            if (line.StartsWith("S:", StringComparison.Ordinal))
                await ExpectAsync(line[3..]);
        }

        await FlushAsync(said);
    }

    /// <summary>Sends octets as they are.</summary>
    public Task SendAsync(string octets) => SendAsync(Encoding.Latin1.GetBytes(octets));

    /// <summary>Sends octets as they are.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> octets)
    {
        if (conversation.Length < MostRecorded)
            Record("C: ", Encoding.UTF8.GetString(octets.Span));
        await stream.WriteAsync(octets);
    }

    /// <summary>Keeps octets back, and sends them in one packet with what comes next.</summary>
    public void SendWithNext(string octets) => stream = new JoiningStream(Encoding.Latin1.GetBytes(octets), stream);

    /// <summary>Reads a reply and compares its last line.</summary>
    public async Task<string> ExpectAsync(string expected)
    {
        string reply = await ReadReplyAsync();
        string last = reply[(reply.LastIndexOf('\n') + 1)..];
        bool same = expected.EndsWith('*') ? last.StartsWith(expected[..^1].TrimEnd(), StringComparison.Ordinal) : last == expected;
        return same ? reply : throw new ConversationException($"expected '{expected}', and the server said '{reply}'");
    }

    /// <summary>Says one line and gives the reply.</summary>
    public async Task<string> AskAsync(string line)
    {
        await SendAsync(Encoding.UTF8.GetBytes(line + "\r\n"));
        return await ReadReplyAsync();
    }

    /// <summary>Reads a whole reply; LF between its lines.</summary>
    public async Task<string> ReadReplyAsync()
    {
        var reply = new StringBuilder();
        while (true)
        {
            string? line = await ReadLineAsync() ?? throw new ConversationException($"the server closed the connection; so far '{reply}'");
            reply.Append(line);
            if (line.Length < 4 || line[3] != '-')
                return reply.ToString();
            reply.Append('\n');
        }
    }

    /// <summary>Reads one line without its CRLF; null when the server has closed.</summary>
    public async Task<string?> ReadLineAsync()
    {
        var line = new StringBuilder();
        while (true)
        {
            while (start < end)
            {
                char c = (char)buffer[start++];
                if (c == '\n' && line is [.., '\r'])
                {
                    Record("S: ", line.ToString(0, line.Length - 1));
                    return line.ToString(0, line.Length - 1);
                }

                line.Append(c);
            }

            using var patience = new CancellationTokenSource(GiveUp);
            (start, end) = (0, await ReceiveAsync(patience.Token));
            if (end == 0)
                return line.Length == 0 ? null : throw new ConversationException($"the server closed within a line: '{line}'");
        }
    }

    /// <summary>Waits for the server to close.</summary>
    public async Task ExpectCloseAsync()
    {
        if (await ReadLineAsync() is { } line)
            throw new ConversationException($"expected the end, and the server said '{line}'");
    }

    /// <summary>Does the client's side of a TLS handshake, with any certificate.</summary>
    public async Task<SslStream> StartTlsAsync(string serverName = "mx1.relay.example", X509Certificate2? own = null)
    {
        var tls = new SslStream(stream);
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = serverName,
            ClientCertificates = own is null ? null : [own],
            RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null,
        });
        stream = tls;
        return tls;
    }

    /// <summary>Sends the same again and again, reading nothing, until the server has gone.</summary>
    public async Task FloodAsync(string octets)
    {
        byte[] block = Encoding.Latin1.GetBytes(string.Concat(Enumerable.Repeat(octets, 1000)));
        try
        {
            while (true)
                await stream.WriteAsync(block);
        }
        catch (IOException)
        {
            await stream.DisposeAsync();
        }
    }

    /// <summary>Says that nothing more will come.</summary>
    public void Finish() => socket.Shutdown(SocketShutdown.Send);

    /// <summary>Closes without a word, with a reset.</summary>
    public void Reset()
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Dispose();
    }

    /// <summary>Closes the connection.</summary>
    public ValueTask DisposeAsync() => stream.DisposeAsync();

    private void Record(string who, string text)
    {
        if (conversation.Length >= MostRecorded)
            return;
        string whole = text.EndsWith("\r\n", StringComparison.Ordinal) ? text[..^2] : text;
        foreach (string line in whole.Split("\r\n"))
            conversation.Append(who).Append(line).Append('\n');
    }

    private async Task FlushAsync(StringBuilder said)
    {
        if (said.Length > 0)
            await SendAsync(Encoding.UTF8.GetBytes(said.ToString()));
        said.Clear();
    }

    private async Task<int> ReceiveAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await stream.ReadAsync(buffer, cancellationToken);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
