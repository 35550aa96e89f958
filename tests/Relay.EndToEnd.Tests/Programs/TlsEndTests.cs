using Relay.EndToEnd.Tests.Queue;
using Relay.EndToEnd.Tests.Server;
using Relay.TestKit.Peers;

namespace Relay.EndToEnd.Tests.Programs;

/// <summary>The relay ends TLS in order, as OpenSSL sees it: an end without close_notify (RFC 8446 §6.1) could be made by anybody in
/// between.</summary>
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

    private const string Server = """
        import socket, ssl, sys
        certificate, key = sys.argv[1:]
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        listener = socket.create_server(("127.0.0.1", 0))
        print("port", listener.getsockname()[1], flush=True)
        plain, _ = listener.accept()
        plain.settimeout(60)
        with context.wrap_socket(plain, server_side=True, suppress_ragged_eofs=False) as session:
            lines = session.makefile("rb")
            session.sendall(b"220 hop.test\r\n")
            for line in lines:
                verb = line[:4].upper()
                session.sendall(b"354 go on\r\n" if verb == b"DATA" else b"221 bye\r\n" if verb == b"QUIT" else b"250 ok\r\n")
                if verb == b"DATA":
                    while lines.readline() != b".\r\n":
                        pass
                    session.sendall(b"250 taken\r\n")
        print("the end", flush=True)
        """;

    [Fact]
    public async Task A_delivery_under_TLS_ends_with_close_notify()
    {
        Assert.SkipWhen(SmtplibClient.Missing is not null, SmtplibClient.Missing ?? "");
        using var folder = new TemporaryFolder("tls-end");
        (string certificate, string key) = TrialCertificate.Write(folder, "hop.test");
        await using PeerProcess hop = PeerProcess.Start(PeerPrograms.Find("python3")!, ["-c", Server, certificate, key]);
        await Until.HoldsAsync(() => hop.Output.Contains("port ", StringComparison.Ordinal), "the port", () => hop.Output);
        int port = int.Parse(hop.Output.Split("port ")[1].Split('\n')[0]);
        await using RelayProcess relay = await RelayProcess.StartAsync(folder, new TrialSettings
        {
            Routes = TrialSettings.RoutesTo(("*", port)),
            Transports = new { remote = new { tls = "implicit", idleTimeout = "0s" } },
        });
        (await HandIn.SendAsync(relay.Port, "user@dest.test", "under TLS")).ShouldStartWith("250 ");
        (await hop.ExitAsync(TimeSpan.FromMinutes(1))).ShouldBe(0, hop.Output);
        hop.Output.ShouldContain("the end");
    }

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
