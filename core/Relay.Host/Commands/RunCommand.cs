using System.CommandLine;
using Microsoft.Extensions.Logging;
using Relay.Core.Plugins;
using Relay.Core.Settings;
using Relay.Core.Settings.Binding;
using Relay.Core.Spool;
using Relay.Core.Storage;
using Relay.Host.Composition;
using Relay.Host.Logging;

namespace Relay.Host.Commands;

/// <summary><c>relay run</c>: the relay itself, in the foreground, until it is told to stop.</summary>
internal sealed partial class RunCommand : Command
{
    public RunCommand(SettingsOptions settings)
        : base("run", "Take mail in and deliver it, in the foreground, until told to stop.") => AddTo(this, settings);

    /// <summary>Makes another command run the relay: the root does, so that 'relay' alone is enough.</summary>
    public static void AddTo(Command command, SettingsOptions settings)
    {
        settings.AddTo(command);
        command.SetAction((parsed, cancellationToken) => RunAsync(settings, parsed, cancellationToken));
    }

    private static async Task<int> RunAsync(SettingsOptions options, ParseResult command, CancellationToken cancellationToken)
    {
        using var reload = new ReloadSignal();
        var output = new CommandOutput(command);
        if (DescriptorLimit.OfThisProcess is { Most: < DescriptorLimit.Least and var most })
            return output.Fail($"this process may open {most} files and sockets (ulimit -n), and the relay needs at least {DescriptorLimit.Least}");
        try
        {
            return await RunAsync(options, command, output, reload, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Told to stop while it was starting.
            return ExitCode.Ok;
        }
    }

    private static async Task<int> RunAsync(
        SettingsOptions options, ParseResult command, CommandOutput output, ReloadSignal reload, CancellationToken cancellationToken)
    {
        var errors = new SettingsErrors();
        SettingsRequest request = options.Request(command);
        LoadedSettings loaded = SettingsLoader.Load(request, errors);
        TimeProvider time = TimeProvider.System;
        using RelayLog loggers = LogProvider.Create(loaded.Settings.Log, output.OpenOctets(), output.IsTerminal, time);
        PluginHostOptions plugins = options.Plugins(command, request, loaded.Settings);
        await using PreparedRelay prepared = await PreparedRelay.LoadAsync(loaded, plugins, time, loggers, errors, cancellationToken);
        if (errors.Any)
        {
            new SettingsFindings(errors).WriteLines(output.Error);
            return output.Fail("the settings are wrong; nothing was started", ExitCode.BadUsage);
        }

        ILogger process = loggers.CreateLogger<RelayHost>();
        LogSettings(process, request.File ?? "none, the defaults hold");
        ILogger log = loggers.CreateLogger(SettingsLog.LoggerName);
        SettingsLog.Write(log, errors);
        await using var relay = new RelayHost(prepared, time, loggers);

        // Made before the start: what is written to plugins.json from then on is a change.
        var settings = new SettingsReload(request, plugins.File, prepared, relay, time, log, loggers.Levels);
        return await ServeAsync(relay, loaded.Settings.Spool.Path, stop => settings.RunAsync(reload, stop), output, process, cancellationToken);
    }

    /// <param name="spool">The spool's folder.</param>
    /// <param name="reloadAsync">Follows changes of the settings until the token fires.</param>
    private static async Task<int> ServeAsync(
        RelayHost relay, string spool, Func<CancellationToken, Task> reloadAsync, CommandOutput output, ILogger log,
        CancellationToken cancellationToken)
    {
        try
        {
            await relay.StartAsync(cancellationToken);
        }
        catch (SpoolInUseException e)
        {
            return output.Fail(e.Message, ExitCode.SpoolInUse);
        }
        catch (UnauthorizedAccessException e)
        {
            return output.Fail(SpoolAccess.Problem(spool) ?? e.Message);
        }
        catch (Exception e) when (e is IOException or PluginException or System.Net.Sockets.SocketException)
        {
            return output.Fail(e.Message);
        }

        await reloadAsync(cancellationToken);
        await relay.StopAsync();
        LogStopped(log);
        return ExitCode.Ok;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The settings file: {File}", EventName = "relay.settings")]
    private static partial void LogSettings(ILogger logger, string file);

    [LoggerMessage(Level = LogLevel.Information, Message = "Stopped", EventName = "relay.stopped")]
    private static partial void LogStopped(ILogger logger);
}
