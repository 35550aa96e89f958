using System.Net;
using System.Net.Sockets;

namespace Relay.Core.Tests.Delivery;

/// <summary>An address whose accept queue is full, so that connecting to it gets no answer.</summary>
internal sealed class SilentAddress : IDisposable
{
    private readonly Socket listener;
    private readonly List<Socket> fillers = [];

    public SilentAddress(IPAddress address)
    {
        Address = address;
        listener = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(Address, 0));
        listener.Listen(0);
        for (int i = 0; i < 4; i++)
        {
            var filler = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
            fillers.Add(filler);
            try
            {
                filler.Connect(listener.LocalEndPoint!);
            }
            catch (SocketException pending) when (pending.SocketErrorCode == SocketError.WouldBlock)
            {
                continue;
            }
        }
    }

    public IPAddress Address { get; }

    public int Port => ((IPEndPoint)listener.LocalEndPoint!).Port;

    public void Dispose()
    {
        fillers.ForEach(filler => filler.Dispose());
        listener.Dispose();
    }
}
