using System.Net.Security;
using System.Security.Authentication;
using Relay.Sdk.Tls;

namespace Relay.Core.Sessions.Connections;

/// <summary>A client under TLS.</summary>
internal sealed class TlsConnection : IConnection
{
    private readonly SslStream stream;

    private TlsConnection(SslStream stream, TlsFacts facts) => (this.stream, Facts) = (stream, facts);

    /// <summary>What was agreed on.</summary>
    public TlsFacts Facts { get; }

    /// <summary>Does the handshake.</summary>
    /// <param name="transport">The clear-text octets; closed with the connection.</param>
    /// <param name="options">The certificate and versions.</param>
    /// <param name="cancellationToken">The deadline.</param>
    /// <exception cref="AuthenticationException">The client and the relay cannot agree.</exception>
    /// <exception cref="IOException">The connection was lost.</exception>
    public static async ValueTask<TlsConnection> HandshakeAsync(Stream transport, SslServerAuthenticationOptions options,
        CancellationToken cancellationToken)
    {
        var stream = new SslStream(transport, leaveInnerStreamOpen: false);
        try
        {
            await stream.AuthenticateAsServerAsync(options, cancellationToken);
            return new TlsConnection(stream, Describe(stream));
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    public ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken) => stream.ReadAsync(buffer, cancellationToken);

    public ValueTask SendAsync(ReadOnlyMemory<byte> octets, CancellationToken cancellationToken) => stream.WriteAsync(octets, cancellationToken);

    public ValueTask FinishAsync(CancellationToken cancellationToken) => new(stream.ShutdownAsync().WaitAsync(cancellationToken));

    public ValueTask DisposeAsync() => stream.DisposeAsync();

    private static TlsFacts Describe(SslStream stream) => new()
    {
        Version = stream.SslProtocol == SslProtocols.Tls13 ? "TLSv1.3" : "TLSv1.2",
        CipherSuite = stream.NegotiatedCipherSuite.ToString(),
        ServerName = string.IsNullOrEmpty(stream.TargetHostName) ? null : stream.TargetHostName,
    };
}
