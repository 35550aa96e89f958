using System.Text;
using Relay.Core.Protocol.Server;

namespace Relay.Trials.Sink;

/// <summary>One conversation with a client. Each handler says whether the conversation goes on.</summary>
internal sealed class SinkSession(SinkOptions options, SinkConnection wire, SinkTransaction transaction, CancellationToken stopping)
{
    private bool isSecure;

    public async Task RunAsync()
    {
        if (options.Tls == TrialTls.Implicit)
            await SecureAsync();
        bool goesOn = await ReplyAsync(SinkStep.Connect, SinkReplies.Greeting);
        while (goesOn)
        {
            // Replies of a pipelined group leave together (RFC 2920 §3.2).
            if (wire.Buffered.Span.IndexOf((byte)'\n') < 0)
                await FlushAsync();
            goesOn = await wire.ReadLineAsync() is { } line && await AnswerAsync(line);
        }

        await FlushAsync();
    }

    private ValueTask<bool> AnswerAsync(ReadOnlyMemory<byte> line)
    {
        if (!CommandLine.TryParse(line.Span, out CommandLine command))
            return SayAsync(SinkReplies.Unknown);
        ReadOnlyMemory<byte> arguments = line.Slice(command.ArgumentsAt, command.Arguments.Length);
        switch (command.Verb)
        {
            case CommandVerb.Mail when Begins(arguments.Span, "FROM:"u8):
                return MailAsync(arguments[5..]);
            case CommandVerb.Rcpt when Begins(arguments.Span, "TO:"u8):
                return RcptAsync(arguments[3..]);
            case CommandVerb.Data:
                return DataAsync();
            case CommandVerb.Bdat:
                return BdatAsync(arguments);
            case CommandVerb.Ehlo:
                return ReplyAsync(SinkStep.Helo, OffersTls ? SinkReplies.TlsCapabilities : SinkReplies.PlainCapabilities);
            case CommandVerb.Helo:
                return ReplyAsync(SinkStep.Helo, SinkReplies.Helo);
            case CommandVerb.StartTls when OffersTls:
                return StartTlsAsync();
            case CommandVerb.Rset:
                return ResetAsync();
            case CommandVerb.Quit:
                return SayAsync(SinkReplies.Bye, goesOn: false);
            case CommandVerb.Noop:
                return SayAsync(SinkReplies.Ok);
            default:
                return SayAsync(SinkReplies.Unknown);
        }
    }

    private bool OffersTls => options.Tls == TrialTls.Starttls && !isSecure;

    private static bool Begins(ReadOnlySpan<byte> arguments, ReadOnlySpan<byte> word) =>
        arguments.Length >= word.Length && Ascii.EqualsIgnoreCase(arguments[..word.Length], word);

    private async ValueTask<bool> StartTlsAsync()
    {
        if (Strike(SinkStep.Starttls) is { } fault)
            return await FailAsync(fault);
        await SayAsync(SinkReplies.StartTls);
        await FlushAsync();
        await SecureAsync();
        await transaction.ResetAsync();
        return true;
    }

    private async ValueTask SecureAsync()
    {
        await wire.UpgradeAsync((stream, token) => SinkTls.AcceptAsync(stream, options.Certificate!, token));
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
            return await SayAsync(SinkReplies.NeedsRcpt);
        if (Strike(SinkStep.Data) is { } fault)
            return await FailAsync(fault);
        await SayAsync(SinkReplies.GoAhead);
        await FlushAsync();
        return await transaction.ReceiveDataAsync() && await EndAsync();
    }

    private async ValueTask<bool> BdatAsync(ReadOnlyMemory<byte> argument)
    {
        if (!BdatCommand.TryParse(argument.Span, out BdatCommand chunk))
            return await SayAsync(SinkReplies.BadSize, goesOn: false);
        bool isWanted = transaction.Envelope.RecipientCount > 0;
        if (!await transaction.ReceiveChunkAsync(chunk.Octets))
            return false;
        if (!isWanted)
            return await SayAsync(SinkReplies.NeedsRcpt);
        return chunk.IsLast ? await EndAsync() : await SayAsync(SinkReplies.Ok);
    }

    private async ValueTask<bool> EndAsync()
    {
        if (options.Delay > TimeSpan.Zero)
            await Task.Delay(options.Delay, stopping);
        if (Strike(SinkStep.End) is { } fault)
        {
            await transaction.ResetAsync();
            return await FailAsync(fault);
        }

        await transaction.CompleteAsync(stopping);
        return await SayAsync(SinkReplies.Ok);
    }

    private async ValueTask<bool> ResetAsync()
    {
        await transaction.ResetAsync();
        return await SayAsync(SinkReplies.Ok);
    }

    private ValueTask<bool> ReplyAsync(SinkStep step, byte[] usual) => Strike(step) is { } fault ? FailAsync(fault) : SayAsync(usual);

    private async ValueTask<bool> SayAsync(byte[] reply, bool goesOn = true)
    {
        await wire.WriteAsync(reply);
        return goesOn;
    }

    private async ValueTask FlushAsync()
    {
        await wire.FlushAsync();
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
            await Task.Delay(Timeout.Infinite, stopping);

        // 421 is the end of the session (RFC 5321 §3.8).
        return await SayAsync(SinkReplies.Fault(fault.Code), goesOn: fault.Code != 421);
    }
}
