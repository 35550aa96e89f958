using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Relay.Core.Logging;
using Relay.Core.Settings;
using Relay.Core.Settings.Binding;
using Relay.Host.Logging;

namespace Relay.Host.Composition;

/// <summary>Reads the settings again when asked to, and takes over what may change while mail flows. Wrong settings change nothing.</summary>
/// <param name="pluginsFile">Read at the start only; here it is only compared.</param>
/// <param name="logger">Of the name <see cref="SettingsLog.LoggerName"/>.</param>
internal sealed partial class SettingsReload(
    SettingsRequest request, string pluginsFile, PreparedRelay prepared, RelayHost relay, TimeProvider time, ILogger logger, LogLevels? levels)
{
    // Changes of these hold from now on; changes of the others wait for a restart.
    private static readonly string[] Live = ["accept", "routes", "transports", "retry", "log.level", "log.levels"];
    private readonly string pluginsAtStart = Digest(pluginsFile);
    private RelaySettings current = prepared.Settings;
    private ContributedSettings currentOptions = prepared.Options;

    /// <summary>Follows the wishes, one after the other, until the token fires.</summary>
    public async Task RunAsync(ReloadSignal signal, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (bool _ in signal.ReadAllAsync(cancellationToken))
            {
                ServiceNotice.Reloading(time);
                await TryReloadAsync(cancellationToken);
                ServiceNotice.Ready();
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return;
        }
    }

    private async Task TryReloadAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ReloadAsync(cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Whatever it is: mail goes on with what it had.
            LogFailed(logger, e);
        }
    }

    private async Task ReloadAsync(CancellationToken cancellationToken)
    {
        var errors = new SettingsErrors();
        LoadedSettings next = SettingsLoader.Load(request, errors);
        ContributedSettings options = await prepared.CheckAsync(next, errors, cancellationToken);
        SettingsLog.Write(logger, errors);
        if (errors.Any)
        {
            LogRefused(logger);
            return;
        }

        await relay.ApplyAsync(next.Settings, cancellationToken);
        options.Publish();
        levels?.Apply(next.Settings.Log);
        TellChanges(next.Settings, options);
        (current, currentOptions) = (next.Settings, options);
    }

    private void TellChanges(RelaySettings next, ContributedSettings options)
    {
        var changed = new LoggedList([.. SettingsDifference.Between(current, next).Where(IsLive), .. options.ChangedSince(currentOptions)]);
        if (changed.Items.Count > 0)
            LogReloaded(logger, changed);
        else
            LogNothingNew(logger);
        string[] waiting = [.. SettingsDifference.Between(prepared.Settings, next).Where(path => !IsLive(path))];
        if (waiting.Length > 0)
            LogWaiting(logger, new LoggedList(waiting));
        if (Digest(pluginsFile) != pluginsAtStart)
            LogPluginsWait(logger, pluginsFile);
    }

    private static bool IsLive(string path) =>
        Array.Exists(Live, live => path.StartsWith(live, StringComparison.Ordinal)
            && (path.Length == live.Length || path[live.Length] is '.' or '['));

    private static string Digest(string file)
    {
        try
        {
            return BoundedFile.IsThere(file) ? Convert.ToHexString(SHA256.HashData(BoundedFile.Read(file))) : "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The settings were read again; from now on hold {Keys}", EventName = "settings.reloaded")]
    private static partial void LogReloaded(ILogger logger, LoggedList keys);

    [LoggerMessage(Level = LogLevel.Information, Message = "The settings were read again; none of the keys that may change now has changed",
        EventName = "relay.nothing-new")]
    private static partial void LogNothingNew(ILogger logger);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Changes of {Keys} wait for a restart", EventName = "settings.waiting")]
    private static partial void LogWaiting(ILogger logger, LoggedList keys);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{File} has changed, and its changes wait for a restart", EventName = "relay.plugins-wait")]
    private static partial void LogPluginsWait(ILogger logger, string file);

    [LoggerMessage(Level = LogLevel.Error, Message = "The settings are wrong; the old ones stay", EventName = "settings.refused")]
    private static partial void LogRefused(ILogger logger);

    [LoggerMessage(Level = LogLevel.Error, Message = "The settings could not be taken over; the old ones stay", EventName = "settings.reload-failed")]
    private static partial void LogFailed(ILogger logger, Exception e);
}
