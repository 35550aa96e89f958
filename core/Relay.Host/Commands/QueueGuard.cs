using System.CommandLine;
using Relay.Core.Settings;
using Relay.Core.Settings.Binding;
using Relay.Core.Spool;
using Relay.Host.Queue;
using Relay.Sdk.Spool;

namespace Relay.Host.Commands;

/// <summary>What all commands about the queue have in common: reading the settings, and saying in a line what went wrong.</summary>
internal static class QueueGuard
{
    public static async Task<int> RunAsync(SettingsOptions options, ParseResult command, Func<RelaySettings, CommandOutput, Task<int>> action)
    {
        var output = new CommandOutput(command);
        var errors = new SettingsErrors();
        LoadedSettings loaded = SettingsLoader.Load(options.Request(command), errors);
        if (errors.Any)
        {
            new SettingsFindings(errors).WriteLines(output.Error);
            return ExitCode.BadUsage;
        }

        try
        {
            return await action(loaded.Settings, output);
        }
        catch (FormatException e)
        {
            return output.Fail(e.Message, ExitCode.BadUsage);
        }
        catch (SpoolInUseException e)
        {
            return output.Fail(e.Message, ExitCode.SpoolInUse);
        }
        catch (OperationCanceledException e) when (e.InnerException is TimeoutException)
        {
            return output.Fail("the relay that has the spool does not answer");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A folder that may not be entered looks empty: what is said to be missing may be there.
            return output.Fail(SpoolAccess.Problem(loaded.Settings.Spool.Path) ?? e.Message);
        }
        catch (HttpRequestException e)
        {
            return output.Fail(e.Message);
        }
    }

    /// <summary>Says on the error output that a relay is running that does not answer, if that is so.</summary>
    public static void TellSilence(QueueSource source, CommandOutput output)
    {
        if (source.IsRelaySilent)
            output.Error.WriteLine("relay: the relay that has the spool does not answer: shown is what its files say, without the reasons why mail " +
                "waits");
    }

    /// <summary>Says on the error output what selections that found nothing probably meant.</summary>
    /// <param name="near">As of <see cref="SelectionHint.FindAsync"/>.</param>
    public static async Task ExplainAsync(QueueSource source, IReadOnlyList<QueueFilter> filters, bool near, CommandOutput output,
        CancellationToken cancellationToken)
    {
        foreach (QueueFilter filter in filters.Where(filter => filter.Destination is not null || filter.ReversePath is not null
            || filter.Recipient is not null).Take(1))
        {
            IAsyncEnumerable<QueueView> entries = source.ListAsync(new QueueFilter { Limit = SelectionHint.MaxEntries }, cancellationToken);
            foreach (string hint in await SelectionHint.FindAsync(filter, entries, near, cancellationToken))
                output.Error.WriteLine($"relay: {ShownText.Of(hint)}");
        }
    }
}
