namespace Relay.Host.Logging;

/// <summary>Where a line comes from, worked out once for each logger.</summary>
/// <param name="Category">The part of the relay, or the plugin.</param>
/// <param name="Shown">The same for people: of a plugin's class the last word, too.</param>
internal sealed record LogSource(string Category, string Shown)
{
    /// <summary>Of a logger's name, as in <see cref="LogCategory.Of"/>. Of "plugin acme.geo-block/Acme.Geo.Block" the line for people says
    /// acme.geo-block/Block.</summary>
    public static LogSource Of(string logger)
    {
        string category = LogCategory.Of(logger);
        return new LogSource(category, category.StartsWith(LogCategory.PluginPrefix, StringComparison.Ordinal)
            ? category[LogCategory.PluginPrefix.Length..] + ClassOf(logger) : category);
    }

    private static string ClassOf(string logger)
    {
        int end = logger.IndexOf('/', StringComparison.Ordinal);
        return end < 0 ? "" : string.Concat("/", logger.AsSpan(Math.Max(logger.LastIndexOf('.'), end) + 1));
    }
}
