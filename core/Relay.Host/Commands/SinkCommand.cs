using System.CommandLine;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Relay.Core.Settings.Binding;
using Relay.Trials;
using Relay.Trials.Sink;

namespace Relay.Host.Commands;

/// <summary><c>relay sink</c>: a receiving server for trials.</summary>
internal sealed class SinkCommand : Command
{
    private readonly Option<IPEndPoint> listen = new("--listen")
    {
        Description = "Address and port; port 0 takes a free one. The first line of output says which.",
        HelpName = "HOST:PORT",
        DefaultValueFactory = _ => new IPEndPoint(IPAddress.Loopback, 2526),
        CustomParser = result =>
            Parse(result, "an address and port, as in 127.0.0.1:2526",
                (string text, out IPEndPoint? value) => EndpointText.TryParse(text, out value)),
    };

    private readonly Option<TrialTls> tls = new("--tls")
    {
        Description = "How connections are encrypted. Default: none.",
        HelpName = "none|starttls|implicit",
        CustomParser = OptionText.Word<TrialTls>
    };
    private readonly Option<string?> certificate = new("--certificate")
    {
        Description = "PEM file with the certificate chain; without one, a " +
        "certificate of a day is made.",
        HelpName = "FILE"
    };
    private readonly Option<string?> key = new("--key")
    {
        Description = "PEM file with the private key; without it, the key is in the " +
        "certificate's file.",
        HelpName = "FILE"
    };
    private readonly Option<string?> dump = new("--dump")
    {
        Description = "Folder for one .eml file per message, its envelope beside it as .json; " +
        "numbered behind those that are there.",
        HelpName = "FOLDER"
    };
    private readonly Option<bool> print = new("--print") { Description = "Write each message to the output." };
    private readonly Option<string?> ids = new("--ids")
    {
        Description = "File that gets the Message-ID of each message, one a line.",
        HelpName = "FILE"
    };
    private readonly Option<string?> countFile = new("--count-file")
    {
        Description = "File that holds the number of messages so far, written each " +
        "second.",
        HelpName = "FILE"
    };
    private readonly Option<long?> expect = new("--expect")
    {
        Description = "Messages after which to end.",
        HelpName = "N",
        CustomParser = given => OptionText.Number(given, 1, long.MaxValue)
    };
    private readonly Option<bool> json = new("--json") { Description = "Write the counts as JSON at the end." };

    private readonly Option<TimeSpan> delay = new("--delay")
    {
        Description = "How long to hold back the reply to each message, as in 200ms.",
        HelpName = "DURATION",
        CustomParser = result =>
            Parse(result, "a duration, as in 200ms or 2s", (string text, out TimeSpan value) => Duration.TryParse(text, out value)),
    };

    private readonly Option<SinkFault[]> replyAt = new("--reply-at")
    {
        Description = "A fault: STEP=CODE, STEP=CODE:TIMES, STEP=drop or STEP=hang, with the steps connect, helo, starttls, mail, rcpt, data, end. " +
            "Repeatable.",
        HelpName = "STEP=FAULT",
        CustomParser = ParseFaults,
    };

    public SinkCommand()
        : base("sink", "Take mail for trials and count it, or look at it.")
    {
        foreach (Option option in (Option[])[listen, tls, certificate, key, dump, print, ids, countFile, delay, replyAt, expect, json])
            Options.Add(option);
        SetAction(RunAsync);
    }

    private delegate bool Parser<T>(string text, out T? value);

    private async Task<int> RunAsync(ParseResult command, CancellationToken cancellationToken)
    {
        var output = new CommandOutput(command);
        try
        {
            await using TextWriter? idWriter = command.GetValue(ids) is { } idFile ? new StreamWriter(idFile) { AutoFlush = true } : null;
            await using var sink = new SinkServer(Read(command, output, idWriter));
            output.Out.WriteLine($"listening on {sink.Address}");
            await output.Out.FlushAsync(cancellationToken);
            await WaitAsync(sink.Tally, command.GetValue(countFile), cancellationToken);
            return Report(output, sink.Tally.Counts, command.GetValue(json));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or System.Net.Sockets.SocketException)
        {
            return output.Fail(e.Message);
        }
    }

    private SinkOptions Read(ParseResult command, CommandOutput output, TextWriter? idWriter)
    {
        TrialTls mode = command.GetValue(tls);
        return new SinkOptions
        {
            Listen = command.GetValue(listen)!,
            Tls = mode,
            Certificate = mode == TrialTls.None ? null : LoadCertificate(command),
            DumpFolder = command.GetValue(dump),
            Print = command.GetValue(print) ? output.Out : null,
            Ids = idWriter,
            Delay = command.GetValue(delay),
            Faults = command.GetValue(replyAt) ?? [],
            Expect = command.GetValue(expect),
        };
    }

    private X509Certificate2 LoadCertificate(ParseResult command) => command.GetValue(certificate) is { } file
        ? X509Certificate2.CreateFromPemFile(file, command.GetValue(key))
        : SinkTls.SelfSigned(TimeProvider.System);

    private static async Task WaitAsync(SinkTally tally, string? countFile, CancellationToken cancellationToken)
    {
        using var ticks = new PeriodicTimer(TimeSpan.FromSeconds(1));
        try
        {
            while (!tally.Reached.IsCompleted)
            {
                await Task.WhenAny(tally.Reached, ticks.WaitForNextTickAsync(cancellationToken).AsTask());
                cancellationToken.ThrowIfCancellationRequested();
                await WriteCountAsync(tally, countFile);
            }
        }
        catch (OperationCanceledException)
        {
            // Told to stop, which is how a sink without --expect ends.
            await WriteCountAsync(tally, countFile);
        }
    }

    private static async Task WriteCountAsync(SinkTally tally, string? file)
    {
        if (file is not null)
            await File.WriteAllTextAsync(file, $"{tally.Counts.Messages}\n", CancellationToken.None);
    }

    private static int Report(CommandOutput output, SinkCounts counts, bool asJson)
    {
        if (asJson)
            output.Json(counts);
        else
            output.Out.WriteLine(
                $"{counts.Messages} messages, {counts.Recipients} recipients, {counts.Octets} octets; {counts.Duplicates} seen before; "
                + $"bodies: {counts.Intact} unchanged, {counts.Altered} altered");
        return counts.Altered == 0 ? ExitCode.Ok : ExitCode.Failed;
    }

    private static T? Parse<T>(System.CommandLine.Parsing.ArgumentResult result, string expected, Parser<T> parser)
    {
        if (parser(result.Tokens[^1].Value, out T? value))
            return value;
        OptionText.Fail(result, result.Tokens[^1].Value, expected);
        return default;
    }

    private static SinkFault[] ParseFaults(System.CommandLine.Parsing.ArgumentResult result)
    {
        var faults = new List<SinkFault>();
        foreach (System.CommandLine.Parsing.Token token in result.Tokens)
            if (SinkFault.TryParse(token.Value, out SinkFault? fault))
                faults.Add(fault!);
            else
                OptionText.Fail(result, token.Value, "STEP=CODE as in rcpt=450, end=421:3, data=drop");
        return [.. faults];
    }
}
