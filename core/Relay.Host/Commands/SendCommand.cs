using System.CommandLine;
using Relay.Trials;
using Relay.Trials.Send;
using Spectre.Console;

namespace Relay.Host.Commands;

/// <summary><c>relay send</c>: injects messages and measures.</summary>
internal sealed class SendCommand : Command
{
    private readonly Option<string> to = new("--to")
    {
        Description = "The server.",
        HelpName = "HOST:PORT",
        DefaultValueFactory = _ => "127.0.0.1:2525"
    };
    private readonly Option<long> count = new("--count")
    {
        Description = "Messages in all.",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
        CustomParser = given => OptionText.Number(given, 1, long.MaxValue),
    };

    private readonly Option<long> size = new("--size")
    {
        Description = "Octets of each generated message.",
        HelpName = "OCTETS",
        DefaultValueFactory = _ => 4096,
        CustomParser = given => OptionText.Number(given, 1, 1L << 30),
    };

    private readonly Option<int> sessions = new("--sessions")
    {
        Description = "Connections at once.",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
        CustomParser = given => OptionText.Number(given, 1, 100_000),
    };

    private readonly Option<int> perConnection = new("--messages-per-connection")
    {
        Description = "Messages on one connection; 0 for no limit.",
        HelpName = "N",
        CustomParser = given => OptionText.Number(given, 0, int.MaxValue),
    };

    private readonly Option<int> recipients = new("--recipients")
    {
        Description = "Recipients of each message, numbered from the first --rcpt: recipient1@, recipient2@ …",
        HelpName = "N",
        CustomParser = given => OptionText.Number(given, 0, 1_000_000),
    };

    private readonly Option<TrialTls> tls = new("--tls")
    {
        Description = "How the connection is encrypted. Default: none.",
        HelpName = "none|starttls|implicit",
        CustomParser = OptionText.Word<TrialTls>
    };
    private readonly Option<string> from = new("--from")
    {
        Description = "The reverse-path; empty for the null one.",
        HelpName = "MAILBOX",
        DefaultValueFactory = _ => "sender@relay.example"
    };
    private readonly Option<string[]> rcpt = new("--rcpt")
    {
        Description = "A recipient. Repeatable.",
        HelpName = "MAILBOX",
        DefaultValueFactory = _ => ["recipient@dest.example"]
    };
    private readonly Option<string?> file = new("--file") { Description = "Send this file instead of generated messages.", HelpName = "FILE" };
    private readonly Option<bool> insecure = new("--insecure") { Description = "Accept any certificate." };
    private readonly Option<string?> auth = new("--auth") { Description = "Log in with AUTH PLAIN.", HelpName = "USER:PASSWORD" };
    private readonly Option<string?> acknowledged = new("--acknowledged")
    {
        Description = "File that gets the Message-ID of each accepted message, " +
        "one a line.",
        HelpName = "FILE"
    };
    private readonly Option<bool> json = new("--json") { Description = "Write the result as JSON." };

    public SendCommand()
        : base("send", "Send mail for trials: generated or from a file, many at once, measured.")
    {
        foreach (Option option in (Option[])[to, count, size, sessions, perConnection, from, rcpt, recipients, file, tls, insecure, auth,
            acknowledged, json])
            Options.Add(option);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult command, CancellationToken cancellationToken)
    {
        var output = new CommandOutput(command);
        if (!EndpointText.TrySplit(command.GetValue(to)!, out string? host, out int port))
            return output.Fail($"--to: found '{command.GetValue(to)}', expected HOST:PORT", ExitCode.BadUsage);
        if (command.GetValue(auth) is { } pair && !pair.Contains(':', StringComparison.Ordinal))
            return output.Fail("--auth: expected user:password", ExitCode.BadUsage);
        try
        {
            await using TextWriter? ids = command.GetValue(acknowledged) is { } idFile ? new StreamWriter(idFile) { AutoFlush = true } : null;
            SendOptions options = Read(command, host, port) with { Acknowledged = ids };
            var run = new SendRun(options, await MessagesAsync(command, options, cancellationToken), TimeProvider.System);
            bool showsProgress = output.IsTerminal && !command.GetValue(json) && options.Count > 1;
            SendReport report = showsProgress
                ? await WithProgressAsync(run, options, cancellationToken)
                : await run.RunAsync(cancellationToken);
            return Show(output, report, command.GetValue(json));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return output.Fail(e.Message);
        }
    }

    private SendOptions Read(ParseResult command, string host, int port) => new()
    {
        Host = host,
        Port = port,
        Count = command.GetValue(count),
        Sessions = command.GetValue(sessions),
        MessagesPerConnection = command.GetValue(perConnection),
        From = command.GetValue(from)!,
        Recipients = Recipients(command.GetValue(rcpt)!, command.GetValue(recipients)),
        Tls = command.GetValue(tls),
        Insecure = command.GetValue(insecure),
        Auth = command.GetValue(auth),
    };

    private static string[] Recipients(string[] given, int wanted)
    {
        if (wanted == 0)
            return given;
        string[] parts = given[0].Split('@', 2);
        return [.. Enumerable.Range(1, wanted).Select(number => $"{parts[0]}{number}@{parts[^1]}")];
    }

    private async Task<IMessageSource> MessagesAsync(ParseResult command, SendOptions options, CancellationToken cancellationToken) =>
        command.GetValue(file) is { } path
            ? new FileMessage(await File.ReadAllBytesAsync(path, cancellationToken))
            : new GeneratedMessages(command.GetValue(size), options.From, options.Recipients[0], TimeProvider.System.GetLocalNow());

    private static Task<SendReport> WithProgressAsync(SendRun run, SendOptions options, CancellationToken cancellationToken) =>
        AnsiConsole.Progress().StartAsync(async context =>
        {
            ProgressTask bar = context.AddTask("sending", maxValue: options.Count);
            Task<SendReport> running = run.RunAsync(cancellationToken);
            using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
            while (!running.IsCompleted)
            {
                await Task.WhenAny(running, ticks.WaitForNextTickAsync(CancellationToken.None).AsTask());
                bar.Value = run.Tally.Done;
            }

            return await running;
        });

    private static int Show(CommandOutput output, SendReport report, bool asJson)
    {
        if (asJson)
        {
            output.Json(report);
        }
        else
        {
            Latency ms = report.LatencyMs;
            string unsent = report.Unsent == 0 ? "" : $", {report.Unsent} not sent";
            output.Out.WriteLine($"{report.Sent} sent, {report.Failed} failed{unsent} in {report.Seconds} s: {report.MessagesPerSecond} " +
                $"messages/s, {report.MegabytesPerSecond} MB/s");
            output.Out.WriteLine($"latency in ms: median {ms.P50}, 90 % {ms.P90}, 99 % {ms.P99}, 99.9 % {ms.P999}, longest {ms.Max}");
            foreach ((string reason, long times) in report.Failures)
                output.Out.WriteLine($"{times} × {reason}");
        }

        return report.Failed + report.Unsent == 0 ? ExitCode.Ok : ExitCode.Failed;
    }
}
