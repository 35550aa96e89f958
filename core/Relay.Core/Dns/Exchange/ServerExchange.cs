using System.Net;
using System.Net.Sockets;
using Relay.Core.Dns.Messages;

namespace Relay.Core.Dns.Exchange;

/// <summary>Asks one server one question within one deadline: UDP, then TCP where the answer was cut.</summary>
/// <param name="nextId">Gives unpredictable message ids (RFC 5452 §9.2).</param>
#pragma warning disable CA1001 // The semaphore's wait handle is never taken, so there is nothing to dispose; queries may outlive a stopped resolver.
internal sealed class ServerExchange(TimeSpan timeout, TimeProvider time, Func<ushort> nextId)
#pragma warning restore CA1001
{
    /// <summary>Each query holds a socket; the rest wait their turn within their own deadline.</summary>
    private const int MostAtOnce = 512;

    private readonly SemaphoreSlim slots = new(MostAtOnce);

    /// <returns>Never throws for what the server or the network does.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public async ValueTask<ExchangeResult> AskAsync(
        IPEndPoint server, DnsQuestion question, bool checkingDisabled, CancellationToken cancellationToken)
    {
        await slots.WaitAsync(cancellationToken);
        using var deadline = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            ExchangeResult result = await AskOnceAsync(server, question, edns: true, checkingDisabled, either.Token);
            // A server from before EDNS calls the OPT record an error (RFC 6891 §7).
            return result.Response is { Code: DnsResponseCode.FormatError or DnsResponseCode.NotImplemented, HasEdns: false }
                ? await AskOnceAsync(server, question, edns: false, checkingDisabled, either.Token)
                : result;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return ExchangeResult.None($"no answer within {timeout.TotalSeconds:0.#} s");
        }
        catch (SocketException failure)
        {
            return ExchangeResult.None($"network: {failure.SocketErrorCode}");
        }
        catch (IOException)
        {
            return ExchangeResult.None("TCP connection ended early");
        }
        finally
        {
            slots.Release();
        }
    }

    private async ValueTask<ExchangeResult> AskOnceAsync(
        IPEndPoint server, DnsQuestion question, bool edns, bool checkingDisabled, CancellationToken cancellationToken)
    {
        byte[] octets = new byte[DnsQueryWriter.MaxOctets];
        ushort id = nextId();
        if (!DnsQueryWriter.TryWrite(octets, id, question, edns, checkingDisabled, out int length))
            return ExchangeResult.None("not a domain name");
        var query = new DnsQuery(id, question, octets.AsMemory(0, length));
        return await UdpExchange.AskAsync(server, query, cancellationToken) ?? await TcpExchange.AskAsync(server, query, cancellationToken);
    }
}
