using System.Text;
using Relay.Host.Wire;

namespace Relay.Host.Send;

/// <summary>Sends messages on one connection, pipelined where the server offers it (RFC 2920).</summary>
internal sealed class SendTransaction
{
    private static readonly byte[] Data = "DATA\r\n"u8.ToArray();
    private static readonly byte[] FinalDot = ".\r\n"u8.ToArray();
    private static readonly byte[] Reset = "RSET\r\n"u8.ToArray();

    private readonly IMessageSource messages;
    private readonly WireConnection wire;
    private readonly bool pipelines;
    private readonly byte[] mail;
    private readonly byte[][] recipients;

    public SendTransaction(SendOptions options, IMessageSource messages, SessionCapabilities capabilities, WireConnection wire)
    {
        this.messages = messages;
        this.wire = wire;
        pipelines = capabilities.Pipelining;
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
        (string? refusal, bool mayGoOn) = pipelines ? await PipelineAsync().ConfigureAwait(false) : await StepAsync().ConfigureAwait(false);
        if (!mayGoOn)
            return refusal;

        ReadOnlyMemory<byte> header = messages.Header(number);
        ReadOnlyMemory<byte> body = messages.Body(number);
        ContentOctets = header.Length + body.Length;
        await wire.WriteAsync(header).ConfigureAwait(false);
        await wire.WriteAsync(body).ConfigureAwait(false);
        await wire.WriteAsync(FinalDot).ConfigureAwait(false);
        await wire.FlushAsync().ConfigureAwait(false);
        WireReply reply = await ReadAsync().ConfigureAwait(false);
        return reply.IsPositive ? refusal : reply.ToString();
    }

    private async ValueTask<(string? Refusal, bool MayGoOn)> PipelineAsync()
    {
        await wire.WriteAsync(mail).ConfigureAwait(false);
        foreach (byte[] recipient in recipients)
            await wire.WriteAsync(recipient).ConfigureAwait(false);
        await wire.WriteAsync(Data).ConfigureAwait(false);
        await wire.FlushAsync().ConfigureAwait(false);

        string? refusal = Refusal(await ReadAsync().ConfigureAwait(false));
        int accepted = 0;
        for (int i = 0; i < recipients.Length; i++)
        {
            WireReply reply = await ReadAsync().ConfigureAwait(false);
            accepted += reply.IsPositive ? 1 : 0;
            refusal ??= Refusal(reply);
        }

        WireReply data = await ReadAsync().ConfigureAwait(false);
        if (!data.IsPositive)
        {
            await ResetAsync().ConfigureAwait(false);
            return (refusal ?? data.ToString(), false);
        }

        if (accepted > 0)
            return (refusal, true);

        // A server that takes DATA without recipients waits for the final dot (RFC 2920 §3.1).
        await wire.WriteAsync(FinalDot).ConfigureAwait(false);
        await wire.FlushAsync().ConfigureAwait(false);
        await ReadAsync().ConfigureAwait(false);
        return (refusal, false);
    }

    private async ValueTask<(string? Refusal, bool MayGoOn)> StepAsync()
    {
        WireReply sender = await AskAsync(mail).ConfigureAwait(false);
        string? refusal = Refusal(sender);
        int accepted = 0;
        for (int i = 0; i < recipients.Length && sender.IsPositive; i++)
        {
            WireReply reply = await AskAsync(recipients[i]).ConfigureAwait(false);
            accepted += reply.IsPositive ? 1 : 0;
            refusal ??= Refusal(reply);
        }

        if (accepted > 0)
        {
            WireReply data = await AskAsync(Data).ConfigureAwait(false);
            if (data.IsPositive)
                return (refusal, true);
            refusal ??= Refusal(data);
        }

        await ResetAsync().ConfigureAwait(false);
        return (refusal, false);
    }

    private async ValueTask<WireReply> AskAsync(byte[] command)
    {
        await wire.WriteAsync(command).ConfigureAwait(false);
        await wire.FlushAsync().ConfigureAwait(false);
        return await ReadAsync().ConfigureAwait(false);
    }

    private async ValueTask ResetAsync() => await AskAsync(Reset).ConfigureAwait(false);

    private async ValueTask<WireReply> ReadAsync()
    {
        WireReply reply = await WireReply.ReadAsync(wire).ConfigureAwait(false);

        // The server is about to close (RFC 5321 §3.8).
        return reply.Code == 421 ? throw new IOException(reply.ToString()) : reply;
    }

    private static string? Refusal(WireReply reply) => reply.IsPositive ? null : reply.ToString();
}
