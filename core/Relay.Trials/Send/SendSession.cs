using System.Buffers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Relay.Core.Delivery.Connections;
using Relay.Core.Protocol.Client;
using Relay.Core.Tracing;

namespace Relay.Trials.Send;

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
                using HostConnection connection = await ConnectAsync(cancellationToken);
                await using CancellationTokenRegistration abort =
                    cancellationToken.UnsafeRegister(static it => ((HostConnection)it!).Abort(), connection);
                HostCapabilities capabilities = await GreetAsync(connection);
                failures = 0;
                await SendAllAsync(connection, capabilities, number);
            }
            catch (Exception) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is IOException or SocketException or AuthenticationException or OperationCanceledException
                or SendRefusedException)
            {
                failures++;
                if (isPending)
                    tally.Failed(e is OperationCanceledException ? "the server did not answer in time" : e.Message);
            }
        }
    }

    private async ValueTask<HostConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(options.Timeout);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(options.Host, options.Port, deadline.Token);
            return new HostConnection(socket, time, ConversationTrace.Unfollowed(time));
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async ValueTask<HostCapabilities> GreetAsync(HostConnection connection)
    {
        if (options.Tls == TrialTls.Implicit)
            await SecureAsync(connection);
        await connection.ExpectAsync(options.Timeout);
        HostCapabilities capabilities = await HelloAsync(connection);
        if (options.Tls == TrialTls.Starttls)
        {
            connection.Output.Write(CommandWriter.StartTls);
            await connection.ExpectAsync(options.Timeout);
            await SecureAsync(connection);
            capabilities = await HelloAsync(connection);
        }

        if (options.Auth is { } auth)
        {
            if (!CommandWriter.TryAuth(connection.Output, "PLAIN", PlainResponse(auth)))
                throw new SendRefusedException("user name and password are too long for AUTH");
            await connection.ExpectAsync(options.Timeout);
        }

        return capabilities;
    }

    // RFC 4616: authorization identity (none), user, password.
    private static string PlainResponse(string auth) => Convert.ToBase64String(Encoding.UTF8.GetBytes("\0" + string.Join('\0', auth.Split(':', 2))));

    private async ValueTask<HostCapabilities> HelloAsync(HostConnection connection)
    {
        _ = CommandWriter.TryEhlo(connection.Output, "trial.relay.example");
        await connection.ExpectAsync(options.Timeout);
        return HostCapabilities.Parse(connection.Reply);
    }

    private async ValueTask SecureAsync(HostConnection connection) => await connection.UpgradeAsync(
        new SslClientAuthenticationOptions
        {
            TargetHost = options.Host,
            RemoteCertificateValidationCallback = (_, _, _, faults) => options.Insecure || faults == SslPolicyErrors.None,
        },
        options.Timeout);

    private async ValueTask SendAllAsync(HostConnection connection, HostCapabilities capabilities, long number)
    {
        var transaction = new SendTransaction(options, messages, capabilities, connection);
        int sent = 0;
        do
        {
            isPending = true;
            long startedAt = time.GetTimestamp();
            if (await transaction.SendAsync(number) is { } refusal)
                tally.Failed(refusal);
            else
                tally.Accepted(messages.MessageId(number), transaction.ContentOctets, time.GetElapsedTime(startedAt));
            isPending = false;
        }
        while (++sent != options.MessagesPerConnection && tally.TryTakeNext(out number));

        connection.Output.Write(CommandWriter.Quit);
        await connection.ExpectAsync(options.Timeout);
    }
}
