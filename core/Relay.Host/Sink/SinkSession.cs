using System.Text;
using Relay.Host.Wire;

namespace Relay.Host.Sink;

/// <summary>One conversation with a client. Each handler says whether the conversation goes on.</summary>
internal sealed class SinkSession(SinkOptions options, WireConnection wire, SinkTransaction transaction, CancellationToken stopping)
{
    private bool isSecure;

    public async Task RunAsync()
    {
        if (options.Tls == WireTls.Implicit)
            await SecureAsync().ConfigureAwait(false);
        bool goesOn = await ReplyAsync(SinkStep.Connect, SinkReplies.Greeting).ConfigureAwait(false);
        while (goesOn)
        {
            // Replies of a pipelined group leave together (RFC 2920 §3.2).
            if (wire.Buffered.Span.IndexOf((byte)'\n') < 0)
                await FlushAsync().ConfigureAwait(false);
            goesOn = await wire.ReadLineAsync().ConfigureAwait(false) is { } line && await AnswerAsync(line).ConfigureAwait(false);
        }

        await FlushAsync().ConfigureAwait(false);
    }

    private ValueTask<bool> AnswerAsync(ReadOnlyMemory<byte> line)
    {
        ReadOnlySpan<byte> text = line.Span;
        if (Begins(text, "MAIL FROM:"u8))
            return MailAsync(line[10..]);
        if (Begins(text, "RCPT TO:"u8))
            return RcptAsync(line[8..]);
        if (Begins(text, "DATA"u8))
            return DataAsync();
        if (Begins(text, "BDAT "u8))
            return BdatAsync(line[5..]);
        if (Begins(text, "EHLO"u8))
            return ReplyAsync(SinkStep.Helo, OffersTls ? SinkReplies.TlsCapabilities : SinkReplies.PlainCapabilities);
        if (Begins(text, "HELO"u8))
            return ReplyAsync(SinkStep.Helo, SinkReplies.Helo);
        if (Begins(text, "STARTTLS"u8) && OffersTls)
            return StartTlsAsync();
        if (Begins(text, "RSET"u8))
            return ResetAsync();
        if (Begins(text, "QUIT"u8))
            return SayAsync(SinkReplies.Bye, goesOn: false);
        return SayAsync(Begins(text, "NOOP"u8) ? SinkReplies.Ok : SinkReplies.Unknown);
    }

    private bool OffersTls => options.Tls == WireTls.Starttls && !isSecure;

    private static bool Begins(ReadOnlySpan<byte> line, ReadOnlySpan<byte> command) =>
        line.Length >= command.Length && Ascii.EqualsIgnoreCase(line[..command.Length], command);

    private async ValueTask<bool> StartTlsAsync()
    {
        if (Strike(SinkStep.Starttls) is { } fault)
            return await FailAsync(fault).ConfigureAwait(false);
        await SayAsync(SinkReplies.StartTls).ConfigureAwait(false);
        await FlushAsync().ConfigureAwait(false);
        await SecureAsync().ConfigureAwait(false);
        await transaction.ResetAsync().ConfigureAwait(false);
        return true;
    }

    private async ValueTask SecureAsync()
    {
        await wire.UpgradeAsync((stream, token) => SinkTls.AcceptAsync(stream, options.Certificate!, token)).ConfigureAwait(false);
        isSecure = true;
    }

    private ValueTask<bool> MailAsync(ReadOnlyMemory<byte> argument)
    {
        if (Strike(SinkStep.Mail) is { } fault)
            return FailAsync(fault);
        transaction.Envelope.Begin(argument.Span);
        return SayAsync(SinkReplies.Ok);
    }

    private ValueTask<bool> RcptAsync(ReadOnlyMemory<byte> argument)
    {
        if (!transaction.Envelope.HasSender)
            return SayAsync(SinkReplies.NeedsMail);
        if (Strike(SinkStep.Rcpt) is { } fault)
            return FailAsync(fault);
        transaction.Envelope.AddRecipient(argument.Span);
        return SayAsync(SinkReplies.Ok);
    }

    private async ValueTask<bool> DataAsync()
    {
        if (transaction.Envelope.RecipientCount == 0)
            return await SayAsync(SinkReplies.NeedsRcpt).ConfigureAwait(false);
        if (Strike(SinkStep.Data) is { } fault)
            return await FailAsync(fault).ConfigureAwait(false);
        await SayAsync(SinkReplies.GoAhead).ConfigureAwait(false);
        await FlushAsync().ConfigureAwait(false);
        return await transaction.ReceiveDataAsync().ConfigureAwait(false) && await EndAsync().ConfigureAwait(false);
    }

    private async ValueTask<bool> BdatAsync(ReadOnlyMemory<byte> argument)
    {
        if (!SinkTransaction.TryParseChunk(argument.Span, out long octets, out bool isLast))
            return await SayAsync(SinkReplies.BadSize, goesOn: false).ConfigureAwait(false);
        bool isWanted = transaction.Envelope.RecipientCount > 0;
        if (!await transaction.ReceiveChunkAsync(octets).ConfigureAwait(false))
            return false;
        if (!isWanted)
            return await SayAsync(SinkReplies.NeedsRcpt).ConfigureAwait(false);
        return isLast ? await EndAsync().ConfigureAwait(false) : await SayAsync(SinkReplies.Ok).ConfigureAwait(false);
    }

    private async ValueTask<bool> EndAsync()
    {
        if (options.Delay > TimeSpan.Zero)
            await Task.Delay(options.Delay, stopping).ConfigureAwait(false);
        if (Strike(SinkStep.End) is { } fault)
        {
            await transaction.ResetAsync().ConfigureAwait(false);
            return await FailAsync(fault).ConfigureAwait(false);
        }

        await transaction.CompleteAsync(stopping).ConfigureAwait(false);
        return await SayAsync(SinkReplies.Ok).ConfigureAwait(false);
    }

    private async ValueTask<bool> ResetAsync()
    {
        await transaction.ResetAsync().ConfigureAwait(false);
        return await SayAsync(SinkReplies.Ok).ConfigureAwait(false);
    }

    private ValueTask<bool> ReplyAsync(SinkStep step, byte[] usual) => Strike(step) is { } fault ? FailAsync(fault) : SayAsync(usual);

    private async ValueTask<bool> SayAsync(byte[] reply, bool goesOn = true)
    {
        await wire.WriteAsync(reply).ConfigureAwait(false);
        return goesOn;
    }

    private async ValueTask FlushAsync()
    {
        await wire.FlushAsync().ConfigureAwait(false);
        transaction.Answered();
    }

    private SinkFault? Strike(SinkStep step)
    {
        foreach (SinkFault fault in options.Faults)
            if (fault.Strikes(step))
                return fault;
        return null;
    }

    private async ValueTask<bool> FailAsync(SinkFault fault)
    {
        if (fault.Code == SinkFault.Drop)
            return false;
        if (fault.Code == SinkFault.Hang)
            await Task.Delay(Timeout.Infinite, stopping).ConfigureAwait(false);

        // 421 is the end of the session (RFC 5321 §3.8).
        return await SayAsync(SinkReplies.Fault(fault.Code), goesOn: fault.Code != 421).ConfigureAwait(false);
    }
}
