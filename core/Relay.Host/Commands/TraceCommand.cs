using System.CommandLine;
using Relay.Core.Settings;
using Relay.Core.Settings.Binding;
using Relay.Core.Spool;
using Relay.Core.Tracing;
using Relay.Host.Admin;
using Relay.Host.Tracing;

namespace Relay.Host.Commands;

/// <summary><c>relay trace</c>: shows what clients and next hops say to the running relay and hear from it, while it happens.</summary>
internal sealed class TraceCommand : Command
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    private readonly Option<string?> host = new("--host")
    {
        Description = "Only this peer: an address, a block such as 192.0.2.0/24, or a name " +
        "with all names below it.",
        HelpName = "PEER"
    };
    private readonly Option<string?> domain = new("--domain") { Description = "Only mail from or to this domain.", HelpName = "DOMAIN" };
    private readonly Option<string> duration = new("--for")
    {
        Description = "How long. Default: 10m.",
        HelpName = "TIME",
        DefaultValueFactory = _ => "10m"
    };
    private readonly Option<bool> json = new("--json") { Description = "One JSON object a line." };

    public TraceCommand(SettingsOptions settings)
        : base("trace", "Show the conversations of the running relay while they happen. Passwords and content are left out.")
    {
        settings.AddTo(this);
        foreach (Option option in (Option[])[host, domain, duration, json])
            Options.Add(option);
        SetAction((command, cancellationToken) => QueueGuard.RunAsync(settings, command,
            (loaded, output) => RunAsync(loaded, output, command, cancellationToken)));
    }

    private async Task<int> RunAsync(RelaySettings loaded, CommandOutput output, ParseResult command, CancellationToken cancellationToken)
    {
        if (!Duration.TryParse(command.GetValue(duration), out TimeSpan limit) || limit <= TimeSpan.Zero || limit > Longest)
            throw new FormatException($"--for: found '{command.GetValue(duration)}', expected a duration up to 1d, as in 30s or 10m");
        using AdminClient? relay = await AdminClient.ConnectAsync(loaded, cancellationToken);
        if (relay is null)
            return output.Fail(SpoolAccess.Problem(loaded.Spool.Path)
                ?? $"no relay answers on '{loaded.Spool.Path}': none is running, or it is still starting");
        using var deadline = new CancellationTokenSource(limit);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            var filter = new TraceFilter { Host = command.GetValue(host), Domain = command.GetValue(domain) };
            IAsyncEnumerable<TraceLineView> lines = relay.TraceAsync(filter,
                () => output.Error.WriteLine($"relay: following for {Duration.Format(limit)}; Ctrl-C ends it"), end.Token);
            await foreach (TraceLineView line in lines)
                if (command.GetValue(json))
                    output.Json(line);
                else
                    output.Out.WriteLine(line);
        }
        catch (OperationCanceledException)
        {
            // The time is over, or the operator has seen enough.
            return ExitCode.Ok;
        }

        return output.Fail("the relay has stopped");
    }
}
