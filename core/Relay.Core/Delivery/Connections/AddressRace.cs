using System.Net;
using System.Net.Sockets;
using Relay.Core.Protocol.Client;

namespace Relay.Core.Delivery.Connections;

/// <summary>Connects to the first address of a host that answers: in the given order, but without waiting long for a silent one.</summary>
/// <remarks>
/// RFC 8305 §5: when an address has not answered after <see cref="Stagger"/>, or failed, the next address is tried beside it, and the first
/// connection wins. So a host with a dead address of one family costs a quarter of a second and not a whole connect timeout.
/// </remarks>
/// <param name="permits">Asked before each address is tried; false leaves it out.</param>
/// <param name="failed">Hears of each address that could not be connected.</param>
internal sealed class AddressRace(
    TimeProvider time,
    TimeSpan connectLimit,
    IPAddress? localAddress,
    int port,
    Func<IPAddress, CancellationToken, ValueTask<bool>> permits,
    Action<AddressFailure> failed)
{
    public static readonly TimeSpan Stagger = TimeSpan.FromMilliseconds(250);

    /// <summary>Makes the socket for one address.</summary>
    public Func<AddressFamily, Socket> OpenSocket { get; init; } =
        static family => new Socket(family, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    /// <summary>Why the last address failed, one line; empty when none did.</summary>
    public string LastFailure { get; private set; } = "";

    /// <summary>Whether a connection failed because this machine lacks file descriptors, ports or memory.</summary>
    public bool LacksResources { get; private set; }

    /// <summary>The last address that failed.</summary>
    public IPAddress? LastAddress { get; private set; }

    /// <summary>Connects.</summary>
    /// <param name="candidates">Addresses in order; those that failed and the winner are taken out, so that a later call goes on with the
    /// rest.</param>
    /// <returns>A connected socket with its address, since the socket of a host that has reset it by now no longer knows; null when no address is
    /// left.</returns>
    public async ValueTask<(Socket Socket, IPAddress Address)?> RunAsync(List<IPAddress> candidates, CancellationToken cancellationToken)
    {
        using var losers = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = new List<Task<Runner>>();
        var waiting = new Queue<IPAddress>(candidates);
        try
        {
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (waiting.TryDequeue(out IPAddress? address))
                {
                    if (!await permits(address, cancellationToken))
                    {
                        candidates.Remove(address);
                        continue;
                    }

                    running.Add(ConnectAsync(address, losers.Token));
                }

                if (running.Count == 0)
                    return null;
                if (await FinishedAsync(running, waiting.Count > 0, cancellationToken) is not { } finished)
                    continue;
                running.Remove(finished);
                Runner runner = await finished;
                candidates.Remove(runner.Address);
                if (runner.Socket is not null)
                    return (runner.Socket, runner.Address);
                (LastFailure, LastAddress) = (runner.Failure, runner.Address);
                LacksResources |= runner.LacksResources;
                failed(new AddressFailure(runner.Address, runner.Failure, runner.Error));
            }
        }
        finally
        {
            await losers.CancelAsync();
            foreach (Task<Runner> loser in running)
                (await loser).Socket?.Dispose();
        }
    }

    // Null when the next address is due before any of those running has come to an end.
    private async ValueTask<Task<Runner>?> FinishedAsync(List<Task<Runner>> running, bool moreWait, CancellationToken cancellationToken)
    {
        if (!moreWait)
            return await Task.WhenAny(running);
        using var tooEarly = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task stagger = Task.Delay(Stagger, time, tooEarly.Token);
        Task first = await Task.WhenAny([.. running, stagger]);
        await tooEarly.CancelAsync();
        return first as Task<Runner>;
    }

    private async Task<Runner> ConnectAsync(IPAddress address, CancellationToken cancellationToken)
    {
        Socket? socket = null;
        bool bound = false;
        using var deadline = new CancellationTokenSource(connectLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            // This fails too: for a family that the system does not have, or without a free file descriptor.
            socket = OpenSocket(address.AddressFamily);
            if (localAddress is not null)
                socket.Bind(new IPEndPoint(localAddress, 0));
            bound = true;
            await socket.ConnectAsync(new IPEndPoint(address, port), either.Token);
            return new Runner(address, socket, "", null);
        }
        catch (Exception failure) when (failure is SocketException or OperationCanceledException or ArgumentException or NotSupportedException)
        {
            socket?.Dispose();
            bool late = failure is OperationCanceledException && deadline.IsCancellationRequested;
            return new Runner(address, null, late ? "no answer in time"
                : ReplyText.OneLine(failure.Message), late ? new SocketException((int)SocketError.TimedOut) : failure as SocketException)
            {
                LacksResources = LocalResources.AreLacking(failure, bound ? address : null),
            };
        }
    }

    private readonly record struct Runner(IPAddress Address, Socket? Socket, string Failure, SocketException? Error)
    {
        public bool LacksResources { get; init; }
    }
}
