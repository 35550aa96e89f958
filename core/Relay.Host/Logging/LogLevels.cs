using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Relay.Core.Settings;

namespace Relay.Host.Logging;

/// <summary>Which lines are written: a level for all, and others for some categories. May change while the relay runs.</summary>
internal sealed class LogLevels : IOptionsMonitor<LoggerFilterOptions>
{
    private readonly List<Action<LoggerFilterOptions, string?>> listeners = [];
    private readonly Lock gate = new();
    private volatile LogSettings configured;
    private volatile LogSettings settings;

    public LogLevels(LogSettings settings) => this.settings = configured = settings;

    /// <summary>The settings in force; of them only the levels change.</summary>
    public LogSettings Settings => settings;

    /// <summary>Whether exceptions are written with their stack.</summary>
    public bool ShowsStacks => settings.Level <= LogLevel.Debug;

    public LoggerFilterOptions CurrentValue => Options(settings);

    public LoggerFilterOptions Get(string? name) => CurrentValue;

    /// <summary>Takes over the levels of these settings.</summary>
    public void Apply(LogSettings next)
    {
        configured = next;
        Change(next);
    }

    /// <summary>Changes a level until settings are applied again.</summary>
    /// <param name="category">One part of the relay; null for all that have no level of their own.</param>
    public void Set(string? category, LogLevel level)
    {
        LogSettings now = settings;
        Change(category is null ? now with { Level = level }
            : now with { Levels = new Dictionary<string, LogLevel>(now.Levels) { [category] = level } });
    }

    /// <summary>Goes back to what the settings say.</summary>
    public void Reset() => Change(configured);

    private void Change(LogSettings next)
    {
        Action<LoggerFilterOptions, string?>[] told;
        lock (gate)
        {
            settings = settings with { Level = next.Level, Levels = next.Levels };
            told = [.. listeners];
        }

        foreach (Action<LoggerFilterOptions, string?> listener in told)
            listener(CurrentValue, null);
    }

    public IDisposable OnChange(Action<LoggerFilterOptions, string?> listener)
    {
        lock (gate)
            listeners.Add(listener);
        return new Subscription(this, listener);
    }

    private static LoggerFilterOptions Options(LogSettings settings)
    {
        var options = new LoggerFilterOptions { MinLevel = settings.Level };
        // The web server of the admin endpoint talks a lot, and about nothing that an operator of mail wants to know.
        LogLevel quiet = settings.Level > LogLevel.Warning ? settings.Level : LogLevel.Warning;
        options.Rules.Add(new LoggerFilterRule(null, "Microsoft", quiet, null));
        options.Rules.Add(new LoggerFilterRule(null, "System", quiet, null));
        // What goes wrong at the start and the stop is told by the relay itself, in words for operators.
        options.Rules.Add(new LoggerFilterRule(null, "Microsoft.Extensions.Hosting", LogLevel.None, null));
        // The rules of the settings come later and therefore win.
        foreach ((string category, LogLevel level) in settings.Levels)
            foreach (string logger in LogCategory.LoggersOf(category))
                options.Rules.Add(new LoggerFilterRule(null, logger, level, null));
        return options;
    }

    private sealed class Subscription(LogLevels owner, Action<LoggerFilterOptions, string?> listener) : IDisposable
    {
        public void Dispose()
        {
            lock (owner.gate)
                owner.listeners.Remove(listener);
        }
    }
}
