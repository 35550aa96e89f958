using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Relay.Core.Settings.Binding;

namespace Relay.Host.Logging;

/// <summary>A change of the log's levels, as the query of a URL.</summary>
/// <param name="Level">The level; null to go back to the settings.</param>
/// <param name="Category">One category; null for all that have no level of their own.</param>
internal sealed record LogQuery(LogLevel? Level, string? Category)
{
    /// <exception cref="FormatException">A name or a value is unknown.</exception>
    public static LogQuery Read(IQueryCollection query)
    {
        if (query.Keys.FirstOrDefault(name => name is not ("level" or "category" or "reset")) is { } unknown)
            throw new FormatException($"'{unknown}' is unknown here; expected level, category, reset");
        if (query.ContainsKey("reset"))
            return query.Count == 1 && query["reset"] == "true" ? new LogQuery(null, null)
                : throw new FormatException("reset is true, and nothing else beside it");
        return Of(query["level"].ToString(), query.ContainsKey("category") ? query["category"].ToString() : null);
    }

    /// <exception cref="FormatException">There is no such level or category.</exception>
    public static LogQuery Of(string level, string? category)
    {
        if (category is not null && !LogCategory.IsKnown(category))
            throw new FormatException(
                $"there is no category '{category}'{NearestName.Hint(category, [.. LogCategory.All, LogCategory.PluginPrefix + "ID"])}");
        foreach (LogLevel known in Enum.GetValues<LogLevel>())
            if (SettingsName.Value(known.ToString()) == level)
                return new LogQuery(known, category);
        throw new FormatException($"level: found '{level}', expected one of {string.Join(", ", SettingsName.Values(typeof(LogLevel)))}");
    }

    public string Write() => Level is not { } level ? "?reset=true"
        : $"?level={SettingsName.Value(level.ToString())}{(Category is null ? "" : "&category=" + Uri.EscapeDataString(Category))}";

    public void ApplyTo(LogLevels levels)
    {
        if (Level is { } level)
            levels.Set(Category, level);
        else
            levels.Reset();
    }
}
