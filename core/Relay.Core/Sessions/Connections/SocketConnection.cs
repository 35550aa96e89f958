using System.Net.Sockets;

namespace Relay.Core.Sessions.Connections;

/// <summary>A client in clear text. Straight to the socket: a stream in between costs more than the parsing.</summary>
internal sealed class SocketConnection(Socket socket) : IConnection
{
    public ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken) =>
        socket.ReceiveAsync(buffer, SocketFlags.None, cancellationToken);

    public ValueTask SendAsync(ReadOnlyMemory<byte> octets, CancellationToken cancellationToken)
    {
        ValueTask<int> sending = socket.SendAsync(octets, SocketFlags.None, cancellationToken);
        if (!sending.IsCompletedSuccessfully)
            return SendRestAsync(sending, octets, cancellationToken);
        int sent = sending.Result;
        return sent == octets.Length ? ValueTask.CompletedTask : SendRestAsync(ValueTask.FromResult(sent), octets, cancellationToken);
    }

    private async ValueTask SendRestAsync(ValueTask<int> sending, ReadOnlyMemory<byte> octets, CancellationToken cancellationToken)
    {
        octets = octets[await sending..];
        while (!octets.IsEmpty)
            octets = octets[await socket.SendAsync(octets, SocketFlags.None, cancellationToken)..];
    }

    public ValueTask FinishAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
