namespace Relay.Core.Sessions.Connections;

/// <summary>The octets to and from one client, in clear text or under TLS.</summary>
internal interface IConnection : IAsyncDisposable
{
    /// <summary>Receives what there is; 0 when the client has closed its side.</summary>
    /// <exception cref="IOException">The connection was lost; also <see cref="System.Net.Sockets.SocketException"/>.</exception>
    ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken);

    /// <summary>Sends all of it.</summary>
    /// <exception cref="IOException">The connection was lost; also <see cref="System.Net.Sockets.SocketException"/>.</exception>
    ValueTask SendAsync(ReadOnlyMemory<byte> octets, CancellationToken cancellationToken);

    /// <summary>Tells the client that nothing more will come: under TLS with close_notify (RFC 8446 §6.1), without which the end could come from an
    /// attacker.</summary>
    /// <exception cref="IOException">The connection was lost; also <see cref="System.Net.Sockets.SocketException"/>.</exception>
    ValueTask FinishAsync(CancellationToken cancellationToken);
}
