using System.Buffers;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Relay.Sdk.Testing.Hosts;

/// <summary>One connection as the remote host sees it: says and hears lines, and can be as odd as a test wants.</summary>
public sealed class HostConversation : IDisposable
{
    private readonly Socket socket;
    private readonly CancellationToken cancellationToken;
    private readonly List<string> heard = [];
    private readonly byte[] buffer = new byte[64 * 1024];
    private Stream stream;
    private int start;
    private int end;

    internal HostConversation(Socket socket, int number, CancellationToken cancellationToken)
    {
        (this.socket, Number, this.cancellationToken) = (socket, number, cancellationToken);
        socket.NoDelay = true;
        stream = new NetworkStream(socket, ownsSocket: true);
    }

    /// <summary>Which connection this is, from 1.</summary>
    public int Number { get; }

    /// <summary>Reads from the network so far; how many packets (or TLS records) the other side needed at most.</summary>
    public int Reads { get; private set; }

    /// <summary>Whether TLS is up.</summary>
    public bool IsTls => stream is SslStream;

    /// <summary>The name that the client asked for in TLS; null without one.</summary>
    public string? ServerName { get; private set; }

    /// <summary>The lines heard so far, without CRLF; content is not among them.</summary>
    public IReadOnlyList<string> Heard
    {
        get
        {
            lock (heard)
                return [.. heard];
        }
    }

    /// <summary>The other side's address.</summary>
    public IPEndPoint RemoteEndPoint => (IPEndPoint)socket.RemoteEndPoint!;

    /// <summary>Says lines in one write.</summary>
    public Task SayAsync(params string[] lines) => SayOctetsAsync(Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\r\n"))));

    /// <summary>Says octets as they are.</summary>
    public async Task SayOctetsAsync(ReadOnlyMemory<byte> octets)
    {
        await stream.WriteAsync(octets, cancellationToken);
        await stream.FlushAsync(cancellationToken);
    }

    /// <summary>Says a line, each octet in a packet of its own.</summary>
    public async Task DribbleAsync(string line)
    {
        byte[] octets = Encoding.UTF8.GetBytes(line + "\r\n");
        for (int i = 0; i < octets.Length; i++)
        {
            await SayOctetsAsync(octets.AsMemory(i, 1));
            await Task.Yield();
        }
    }

    /// <summary>Hears a line, without CRLF; null when the client has closed.</summary>
    public async Task<string?> HearAsync()
    {
        while (true)
        {
            int lf = buffer.AsSpan(start, end - start).IndexOf("\r\n"u8);
            if (lf >= 0)
            {
                string line = Encoding.UTF8.GetString(buffer, start, lf);
                start += lf + 2;
                lock (heard)
                    heard.Add(line);
                return line;
            }

            if (!await ReceiveAsync())
                return null;
        }
    }

    /// <summary>Hears exactly so many octets.</summary>
    public async Task<byte[]> HearOctetsAsync(long count)
    {
        var content = new ArrayBufferWriter<byte>();
        while (true)
        {
            int length = (int)Math.Min(count - content.WrittenCount, end - start);
            content.Write(buffer.AsSpan(start, length));
            start += length;
            if (content.WrittenCount == count)
                return content.WrittenSpan.ToArray();
            if (!await ReceiveAsync())
                throw new EndOfStreamException("the client closed within its octets");
        }
    }

    /// <summary>Hears the content after DATA as it comes over the wire, dots still doubled, up to and with CRLF.CRLF.</summary>
    public async Task<byte[]> HearDataAsync()
    {
        var content = new ArrayBufferWriter<byte>();
        content.Write("\r\n"u8);
        while (true)
        {
            int from = Math.Max(0, content.WrittenCount - 4);
            content.Write(buffer.AsSpan(start, end - start));
            int length = end - start;
            start = end;
            int dot = content.WrittenSpan[from..].IndexOf("\r\n.\r\n"u8);
            if (dot >= 0)
            {
                int excess = content.WrittenCount - (from + dot + 5);
                start -= excess;
                return content.WrittenSpan[2..(from + dot + 5)].ToArray();
            }

            if (!await ReceiveAsync())
                throw new EndOfStreamException($"the client closed within its content, after {length} octets of the last stretch");
        }
    }

    /// <summary>Hears the content after DATA, up to and with CRLF.CRLF, and keeps nothing of it.</summary>
    /// <returns>Octets as they came over the wire, without the last dot and its CRLF.</returns>
    public async Task<long> PassDataAsync()
    {
        byte[] tail = "\0\0\0\r\n"u8.ToArray();
        for (long octets = 0; ; octets += end - start)
        {
            start = end;
            if (!await ReceiveAsync())
                throw new EndOfStreamException("the client closed within its content");
            byte[] seen = [.. tail, .. buffer.AsSpan(start, end - start)];
            tail = seen[^5..];
            if (tail.AsSpan().SequenceEqual("\r\n.\r\n"u8))
            {
                octets += end - start;
                start = end;
                return octets - 3;
            }
        }
    }

    /// <summary>Takes TLS up as the server.</summary>
    public async Task StartTlsAsync(SslServerAuthenticationOptions options)
    {
        var tls = new SslStream(stream);
        await tls.AuthenticateAsServerAsync(options, cancellationToken);
        ServerName = tls.TargetHostName is { Length: > 0 } name ? name : null;
        stream = tls;
        start = end = 0;
    }

    /// <summary>Takes TLS up as the server with one certificate.</summary>
    public Task StartTlsAsync(X509Certificate2 certificate, X509Certificate2Collection? intermediates = null,
        SslProtocols protocols = SslProtocols.None) =>
        StartTlsAsync(new SslServerAuthenticationOptions
        {
            ServerCertificateContext = SslStreamCertificateContext.Create(certificate, intermediates, offline: true),
            EnabledSslProtocols = protocols,
        });

    /// <summary>Breaks the connection with a TCP reset.</summary>
    public void Reset()
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Dispose();
    }

    /// <summary>Closes in order.</summary>
    public void Close() => stream.Dispose();

    /// <summary>Says nothing until the client closes.</summary>
    public async Task StallAsync()
    {
        do
            start = end = 0;
        while (await ReceiveAsync());
    }

    /// <summary>Closes the connection.</summary>
    public void Dispose() => stream.Dispose();

    private async Task<bool> ReceiveAsync()
    {
        if (start == end)
            start = end = 0;
        if (end == buffer.Length)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            (start, end) = (0, end - start);
        }

        int octets = await stream.ReadAsync(buffer.AsMemory(end), cancellationToken);
        Reads++;
        end += octets;
        return octets > 0;
    }
}
