using System.CommandLine;
using Relay.Core.Settings;
using Relay.Core.Settings.Binding;
using Relay.Core.Spool;

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
            foreach (SettingsError error in errors.All)
                output.Error.WriteLine(error);
            return ExitCode.BadUsage;
        }

        try
        {
            return await action(loaded.Settings, output).ConfigureAwait(false);
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
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or HttpRequestException)
        {
            return output.Fail(e.Message);
        }
    }
}
