using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Relay.Core.Protocol.Client;
using Relay.TestKit.Peers;

namespace Relay.TestKit.Sessions;

/// <summary>An SMTP client that says and expects what a test writes down. Lines of a conversation are UTF-8; raw octets are Latin-1, one character each.</summary>
public sealed class TestClient : IAsyncDisposable
{
    // Only so that a test that has failed ends; no test waits for it otherwise.
    private static readonly TimeSpan GiveUp = TimeSpan.FromSeconds(30);
    private readonly Socket socket;
    private readonly byte[] buffer = new byte[8192];
    private Stream stream;
    private int start;
    private int end;

    private TestClient(Socket socket) => (this.socket, stream) = (socket, new NetworkStream(socket, ownsSocket: true));

    /// <summary>Its own address.</summary>
    public IPEndPoint EndPoint => (IPEndPoint)socket.LocalEndPoint!;

    /// <param name="server">Where to.</param>
    /// <param name="from">The address to come from; the system's choice when not given.</param>
    public static async Task<TestClient> ConnectAsync(IPEndPoint server, IPAddress? from = null)
    {
        var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (from is not null)
            socket.Bind(new IPEndPoint(from, 0));
        await socket.ConnectAsync(server);
        return new TestClient(socket);
    }

    /// <summary>Plays a conversation: <c>C:</c> lines are sent with CRLF, <c>S:</c> lines are replies, where <c>*</c> at the end stands for any rest.</summary>
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
    public async Task SendAsync(string octets) => await stream.WriteAsync(Encoding.Latin1.GetBytes(octets));

    /// <summary>Sends octets as they are.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> octets) => await stream.WriteAsync(octets);

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

    /// <summary>Logs in; gives the last reply.</summary>
    public async Task<string> AuthenticateAsync(Login login)
    {
        switch (login.Mechanism)
        {
            case "PLAIN":
                return await AskAsync($"AUTH PLAIN {Base64($"\0{login.User}\0{login.Password}")}");
            case "LOGIN":
                await AskAsync("AUTH LOGIN");
                await AskAsync(Base64(login.User));
                return await AskAsync(Base64(login.Password));
            default:
                var scram = new ScramSha256Client(login.User, login.Password);
                string first = await AskAsync($"AUTH SCRAM-SHA-256 {Base64(scram.First)}");
                if (!first.StartsWith("334", StringComparison.Ordinal) || scram.Final(Text(first)) is not { } final)
                    return first;
                string proof = await AskAsync(Base64(final));
                return proof.StartsWith("334", StringComparison.Ordinal) && scram.Accepts(Text(proof)) ? await AskAsync("") : proof;
        }
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
                    return line.ToString(0, line.Length - 1);
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

    public ValueTask DisposeAsync() => stream.DisposeAsync();

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    // The text of a challenge.
    private static string Text(string reply) => Encoding.UTF8.GetString(Convert.FromBase64String(reply[4..]));

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
