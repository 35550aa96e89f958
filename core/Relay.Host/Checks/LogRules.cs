using Relay.Core.Settings.Binding;
using Relay.Host.Logging;

namespace Relay.Host.Checks;

/// <summary>The categories of the log that have levels of their own.</summary>
internal static class LogRules
{
    public static void Check(CheckScope scope)
    {
        foreach (string category in scope.Settings.Log.Levels.Keys)
            if (!LogCategory.IsKnown(category))
                scope.Error(
                    $"log.levels.{category}",
                    $"there is no category '{category}'{NearestName.Hint(category, [.. LogCategory.All, LogCategory.PluginPrefix + "ID"])}");
    }
}
