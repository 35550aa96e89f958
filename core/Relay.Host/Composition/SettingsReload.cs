using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging;
using Relay.Core.Settings;
using Relay.Core.Settings.Binding;
using Relay.Core.Settings.Contributed;
using Relay.Sdk.Lists;

namespace Relay.Host.Composition;

/// <summary>Reads the settings again when asked to, and takes over what may change while mail flows. Wrong settings change nothing.</summary>
internal sealed partial class SettingsReload(SettingsRequest request, PreparedRelay prepared, RelayHost relay, TimeProvider time, ILogger logger)
{
    // What belongs to the process: changes of these wait for a restart.
    private static readonly (string Key, Func<RelaySettings, object> Read)[] Fixed =
    [
        ("hostname", settings => settings.Hostname), ("spool", settings => settings.Spool), ("listeners", settings => settings.Listeners),
        ("admin", settings => settings.Admin), ("dns", settings => settings.Dns), ("delivery", settings => settings.Delivery),
        ("reports", settings => settings.Reports), ("log", settings => settings.Log),
    ];

    private static readonly JsonSerializerOptions AsWritten = new() { Converters = { new TextOf<HostList>(), new TextOf<DomainList>() } };

    /// <summary>Follows the wishes, one after the other, until the token fires.</summary>
    public async Task RunAsync(ReloadSignal signal, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (bool _ in signal.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                ServiceNotice.Reloading(time);
                await TryReloadAsync(cancellationToken).ConfigureAwait(false);
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
            await ReloadAsync(cancellationToken).ConfigureAwait(false);
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
        ContributedSettings options = await prepared.CheckAsync(next, errors, cancellationToken).ConfigureAwait(false);
        SettingsLog.Write(logger, errors);
        if (errors.Any)
        {
            LogRefused(logger);
            return;
        }

        await relay.ApplyAsync(next.Settings, cancellationToken).ConfigureAwait(false);
        options.Publish();
        LogReloaded(logger);
        string[] waiting = [.. Fixed.Where(part => !Same(part.Read(prepared.Settings), part.Read(next.Settings))).Select(part => part.Key)];
        if (waiting.Length > 0)
            LogWaiting(logger, string.Join(", ", waiting));
    }

    // None of these holds a secret, so that their text says all.
    private static bool Same(object one, object other) => JsonSerializer.Serialize(one, AsWritten) == JsonSerializer.Serialize(other, AsWritten);

    private sealed class TextOf<T> : JsonConverter<T>
        where T : class
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());

        public override bool CanConvert(Type typeToConvert) => typeToConvert.IsAssignableTo(typeof(T));
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The settings were read again: accept, routes, transports, retry and the options of plugins hold from now on")]
    private static partial void LogReloaded(ILogger logger);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Changes of {Keys} wait for a restart")]
    private static partial void LogWaiting(ILogger logger, string keys);

    [LoggerMessage(Level = LogLevel.Error, Message = "The settings are wrong; the old ones stay")]
    private static partial void LogRefused(ILogger logger);

    [LoggerMessage(Level = LogLevel.Error, Message = "The settings could not be taken over; the old ones stay")]
    private static partial void LogFailed(ILogger logger, Exception e);
}
