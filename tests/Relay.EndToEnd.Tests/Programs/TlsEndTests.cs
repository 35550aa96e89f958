using Relay.EndToEnd.Tests.Server;
using Relay.TestKit.Peers;

namespace Relay.EndToEnd.Tests.Programs;

/// <summary>The relay ends TLS in order, as OpenSSL sees it: an end without close_notify (RFC 8446 §6.1) could be made by anybody in between.</summary>
public sealed class TlsEndTests(ServerTrial trial) : IClassFixture<ServerTrial>
{
    private const string Script = """
        import socket, ssl, sys
        port, command = sys.argv[1:]
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        plain = socket.create_connection(("127.0.0.1", int(port)), timeout=60)
        with context.wrap_socket(plain, suppress_ragged_eofs=False) as client:
            client.recv(1000)
            client.sendall(command.encode() + b"\r\n")
            while client.recv(1000):
                pass
        """;

    [Theory]
    [InlineData("QUIT")]
    [InlineData("BDAT -1")]
    [InlineData("NOOP\r\nQUIT\r\nNOOP")]
    public async Task A_session_under_TLS_ends_with_close_notify(string command)
    {
        Assert.SkipWhen(SmtplibClient.Missing is not null, SmtplibClient.Missing ?? "");
        int port = trial.EndPoint(new WayIn("implicit", UnderTls: true, "none")).Port;
        // An end without it is an ssl.SSLEOFError, and the exit code is not 0.
        await PeerProcess.RunAsync(PeerPrograms.Find("python3")!, ["-c", Script, $"{port}", command]);
    }
}
