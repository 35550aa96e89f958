using Relay.Host.Composition;

namespace Relay.Host.Logging;

/// <summary>The part of the relay that a line comes from: a short name that stays when classes are renamed. Listed in docs/operation.md.</summary>
internal static class LogCategory
{
    /// <summary>What the categories of plugins begin with; the plugin's id follows.</summary>
    public const string PluginPrefix = "plugin.";

    private const string PluginLogger = "plugin ";

    // Each with what the names of its loggers begin with.
    private static readonly (string Category, string[] Loggers)[] Parts =
    [
        ("sessions", ["Relay.Core.Sessions", "Relay.Core.Protocol"]),
        ("spool", ["Relay.Core.Spool", "Relay.Core.Storage"]),
        ("scheduling", ["Relay.Core.Scheduling", "Relay.Delivery"]),
        ("routing", ["Relay.Core.Routing"]),
        ("delivery", ["Relay.Core.Delivery", "Relay.Core.SevenBit"]),
        ("tls", ["Relay.Core.Tls"]),
        ("dns", ["Relay.Core.Dns"]),
        ("reports", ["Relay.Core.Reports"]),
        ("handlers", ["Relay.Core.Handlers", "Relay.Core.Expansion", "Relay.Core.Lookups", "Relay.Core.Sealing"]),
        ("outbox", ["Relay.Core.Outbox", "Relay.Core.Events"]),
        ("plugins", ["Relay.Core.Plugins", "Relay.Host.Plugins", "Relay.Core.Submission"]),
        ("settings", [SettingsLog.LoggerName, "Relay.Core.Settings"]),
        ("admin", ["Relay.Host.Admin", "Microsoft", "System"]),
        ("log", ["Relay.Log"]),
        ("relay", ["Relay.Host"]),
    ];

    /// <summary>All of them but those of plugins.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Parts.Select(part => part.Category)];

    /// <summary>Whether it is a category of the relay, or a category that a plugin may have.</summary>
    public static bool IsKnown(string category) =>
        All.Contains(category) || (category.StartsWith(PluginPrefix, StringComparison.Ordinal) && category.Length > PluginPrefix.Length);

    /// <summary>The category of a logger: of <c>Relay.Core.Sessions.SmtpListener</c> it is <c>sessions</c>, of <c>plugin geo-block/Some.Class</c>
    /// <c>plugin.geo-block</c>.</summary>
    public static string Of(string logger)
    {
        if (logger.StartsWith(PluginLogger, StringComparison.Ordinal))
        {
            int end = logger.IndexOf('/', StringComparison.Ordinal);
            return PluginPrefix + logger[PluginLogger.Length..(end < 0 ? logger.Length : end)];
        }

        foreach ((string category, string[] loggers) in Parts)
            if (Array.Exists(loggers, start => IsBelow(logger, start)))
                return category;
        return logger;
    }

    /// <summary>What the names of a category's loggers begin with.</summary>
    public static IEnumerable<string> LoggersOf(string category) => category.StartsWith(PluginPrefix, StringComparison.Ordinal)
        ? [$"{PluginLogger}{category[PluginPrefix.Length..]}/"]
        : Parts.Where(part => part.Category == category).SelectMany(part => part.Loggers);

    private static bool IsBelow(string logger, string start) =>
        logger.StartsWith(start, StringComparison.Ordinal) && (logger.Length == start.Length || logger[start.Length] == '.');
}
