using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Relay.Host.Wire;

namespace Relay.Host.Send;

/// <summary>One connection after another, until all messages are taken.</summary>
internal sealed class SendSession(SendOptions options, IMessageSource messages, SendTally tally, TimeProvider time)
{
    private const int MaxFailedConnections = 3;

    // A message was taken for sending and its outcome is not counted yet.
    private bool isPending;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        int failures = 0;
        while (failures < MaxFailedConnections && tally.TryTakeNext(out long number))
        {
            isPending = true;
            try
            {
                await using WireConnection wire = await ConnectAsync(cancellationToken).ConfigureAwait(false);
                SessionCapabilities capabilities = await GreetAsync(wire).ConfigureAwait(false);
                failures = 0;
                await SendAllAsync(wire, capabilities, number).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is IOException or SocketException or AuthenticationException or OperationCanceledException or SendRefusedException)
            {
                failures++;
                if (isPending)
                    tally.Failed(e is OperationCanceledException ? "the server did not answer in time" : e.Message);
            }
        }
    }

    private async ValueTask<WireConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(options.Timeout);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(options.Host, options.Port, deadline.Token).ConfigureAwait(false);
            return new WireConnection(new NetworkStream(socket, ownsSocket: true), options.Timeout, cancellationToken);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async ValueTask<SessionCapabilities> GreetAsync(WireConnection wire)
    {
        if (options.Tls == WireTls.Implicit)
            await wire.UpgradeAsync(SecureAsync).ConfigureAwait(false);
        await ExpectAsync(wire).ConfigureAwait(false);
        SessionCapabilities capabilities = await HelloAsync(wire).ConfigureAwait(false);
        if (options.Tls == WireTls.Starttls)
        {
            await CommandAsync(wire, "STARTTLS").ConfigureAwait(false);
            await wire.UpgradeAsync(SecureAsync).ConfigureAwait(false);
            capabilities = await HelloAsync(wire).ConfigureAwait(false);
        }

        if (options.Auth is { } auth)
            await CommandAsync(wire, $"AUTH PLAIN {PlainResponse(auth)}").ConfigureAwait(false);
        return capabilities;
    }

    // RFC 4616: authorization identity (none), user, password.
    private static string PlainResponse(string auth) => Convert.ToBase64String(Encoding.UTF8.GetBytes("\0" + string.Join('\0', auth.Split(':', 2))));

    private static async ValueTask<SessionCapabilities> HelloAsync(WireConnection wire)
    {
        await WriteAsync(wire, "EHLO trial.relay.example").ConfigureAwait(false);
        return SessionCapabilities.Parse(await ExpectAsync(wire, keepsText: true).ConfigureAwait(false));
    }

    private async ValueTask<Stream> SecureAsync(Stream stream, CancellationToken cancellationToken)
    {
        var secured = new SslStream(stream);
        var wanted = new SslClientAuthenticationOptions
        {
            TargetHost = options.Host,
            RemoteCertificateValidationCallback = (_, _, _, faults) => options.Insecure || faults == SslPolicyErrors.None,
        };
        await secured.AuthenticateAsClientAsync(wanted, cancellationToken).ConfigureAwait(false);
        return secured;
    }

    private async ValueTask SendAllAsync(WireConnection wire, SessionCapabilities capabilities, long number)
    {
        var transaction = new SendTransaction(options, messages, capabilities, wire);
        int sent = 0;
        do
        {
            isPending = true;
            long startedAt = time.GetTimestamp();
            if (await transaction.SendAsync(number).ConfigureAwait(false) is { } refusal)
                tally.Failed(refusal);
            else
                tally.Accepted(messages.MessageId(number), transaction.ContentOctets, time.GetElapsedTime(startedAt));
            isPending = false;
        }
        while (++sent != options.MessagesPerConnection && tally.TryTakeNext(out number));

        await CommandAsync(wire, "QUIT").ConfigureAwait(false);
    }

    private static async ValueTask CommandAsync(WireConnection wire, string command)
    {
        await WriteAsync(wire, command).ConfigureAwait(false);
        await ExpectAsync(wire).ConfigureAwait(false);
    }

    private static async ValueTask WriteAsync(WireConnection wire, string command)
    {
        await wire.WriteAsync(Encoding.UTF8.GetBytes(command + "\r\n")).ConfigureAwait(false);
        await wire.FlushAsync().ConfigureAwait(false);
    }

    private static async ValueTask<string> ExpectAsync(WireConnection wire, bool keepsText = false)
    {
        WireReply reply = await WireReply.ReadAsync(wire, keepsText).ConfigureAwait(false);
        return reply.IsPositive ? reply.Text : throw new SendRefusedException(reply.ToString());
    }
}
