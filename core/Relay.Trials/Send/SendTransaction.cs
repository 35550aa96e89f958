using System.Buffers;
using System.Text;
using Relay.Core.Delivery.Connections;
using Relay.Core.Protocol.Client;

namespace Relay.Trials.Send;

/// <summary>Sends messages on one connection, pipelined where the server offers it (RFC 2920). Addresses go out as they were given: a trial may be
/// one of wrong ones.</summary>
internal sealed class SendTransaction
{
    private readonly IMessageSource messages;
    private readonly HostConnection connection;
    private readonly TimeSpan limit;
    private readonly bool pipelines;
    private readonly byte[] mail;
    private readonly byte[][] recipients;

    public SendTransaction(SendOptions options, IMessageSource messages, HostCapabilities capabilities, HostConnection connection)
    {
        (this.messages, this.connection, limit, pipelines) = (messages, connection, options.Timeout, capabilities.Pipelining);
        string parameters = messages.Is8Bit && capabilities.EightBitMime ? " BODY=8BITMIME" : "";
        if (capabilities.SmtpUtf8 && !(Ascii.IsValid(options.From) && options.Recipients.All(recipient => Ascii.IsValid(recipient))))
            parameters += " SMTPUTF8";
        mail = Encoding.UTF8.GetBytes($"MAIL FROM:<{options.From}>{parameters}\r\n");
        recipients = [.. options.Recipients.Select(recipient => Encoding.UTF8.GetBytes($"RCPT TO:<{recipient}>\r\n"))];
    }

    /// <summary>Octets of the last content sent, dots of stuffing included.</summary>
    public long ContentOctets { get; private set; }

    /// <returns>Why the message was not taken for every recipient; null when it was.</returns>
    /// <exception cref="IOException">The connection is lost, or of no more use.</exception>
    public async ValueTask<string?> SendAsync(long number)
    {
        (string? refusal, bool mayGoOn) = pipelines ? await PipelineAsync() : await StepAsync();
        if (!mayGoOn)
            return refusal;

        ReadOnlyMemory<byte> header = messages.Header(number);
        ReadOnlyMemory<byte> body = messages.Body(number);
        ContentOctets = header.Length + body.Length;
        await connection.WriteAsync(header, limit);
        await connection.WriteAsync(body, limit);
        return await EndDataAsync() ?? refusal;
    }

    private async ValueTask<(string? Refusal, bool MayGoOn)> PipelineAsync()
    {
        await connection.WriteAsync(mail, limit);
        foreach (byte[] recipient in recipients)
            await connection.WriteAsync(recipient, limit);
        connection.Output.Write(CommandWriter.Data);
        await connection.FlushAsync(limit);

        string? refusal = await connection.ReadRefusalAsync(limit);
        int accepted = 0;
        for (int i = 0; i < recipients.Length; i++)
        {
            string? refused = await connection.ReadRefusalAsync(limit);
            accepted += refused is null ? 1 : 0;
            refusal ??= refused;
        }

        if (await connection.ReadRefusalAsync(limit) is { } dataRefusal)
        {
            await AskAsync(CommandWriter.Rset.ToArray());
            return (refusal ?? dataRefusal, false);
        }

        if (accepted > 0)
            return (refusal, true);

        // A server that takes DATA without recipients waits for the final dot (RFC 2920 §3.1).
        await EndDataAsync();
        return (refusal, false);
    }

    private async ValueTask<(string? Refusal, bool MayGoOn)> StepAsync()
    {
        string? refusal = await AskAsync(mail);
        int accepted = 0;
        bool hasSender = refusal is null;
        for (int i = 0; i < recipients.Length && hasSender; i++)
        {
            string? refused = await AskAsync(recipients[i]);
            accepted += refused is null ? 1 : 0;
            refusal ??= refused;
        }

        if (accepted > 0)
        {
            string? refused = await AskAsync(CommandWriter.Data.ToArray());
            if (refused is null)
                return (refusal, true);
            refusal ??= refused;
        }

        await AskAsync(CommandWriter.Rset.ToArray());
        return (refusal, false);
    }

    private async ValueTask<string?> EndDataAsync()
    {
        connection.Output.Write(".\r\n"u8);
        await connection.FlushAsync(limit);
        return await connection.ReadRefusalAsync(limit);
    }

    private async ValueTask<string?> AskAsync(byte[] command)
    {
        await connection.WriteAsync(command, limit);
        await connection.FlushAsync(limit);
        return await connection.ReadRefusalAsync(limit);
    }
}
