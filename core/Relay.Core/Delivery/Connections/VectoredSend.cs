using System.Net.Sockets;
using System.Threading.Tasks.Sources;

namespace Relay.Core.Delivery.Connections;

/// <summary>Sends several segments with one system call and without allocating; one send at a time.</summary>
internal sealed class VectoredSend() : SocketAsyncEventArgs(true), IValueTaskSource<int>
{
    private ManualResetValueTaskSourceCore<int> source;

    /// <summary>Sends all octets of the segments.</summary>
    /// <exception cref="SocketException">They could not all be sent.</exception>
    public ValueTask<int> SendAsync(Socket socket, IList<ArraySegment<byte>> segments)
    {
        BufferList = segments;
        source.Reset();
        if (socket.SendAsync(this))
            return new ValueTask<int>(this, source.Version);
        return SocketError == SocketError.Success
            ? new ValueTask<int>(BytesTransferred)
            : ValueTask.FromException<int>(new SocketException((int)SocketError));
    }

    public int GetResult(short token) => source.GetResult(token);

    public ValueTaskSourceStatus GetStatus(short token) => source.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        source.OnCompleted(continuation, state, token, flags);

    protected override void OnCompleted(SocketAsyncEventArgs e)
    {
        if (SocketError == SocketError.Success)
            source.SetResult(BytesTransferred);
        else
            source.SetException(new SocketException((int)SocketError));
    }
}
