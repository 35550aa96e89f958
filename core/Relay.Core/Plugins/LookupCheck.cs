using Relay.Sdk.Lookups;

namespace Relay.Core.Plugins;

/// <summary>Checks how a plugin registers a lookup.</summary>
internal static class LookupCheck
{
    private const int MostKept = 1_000_000;
    private const int MostConcurrent = 10_000;

    /// <exception cref="ArgumentException">The name or the options cannot be.</exception>
    internal static void Of(string name, LookupOptions options)
    {
        RegisteredNames.Check(name, "lookup");
        if (options.KeepFound < TimeSpan.Zero || options.KeepMissing < TimeSpan.Zero || options.KeepStale < TimeSpan.Zero)
            throw new ArgumentException($"the lookup '{name}' keeps answers for less than nothing", nameof(options));
        if (options.MaxKept is < 1 or > MostKept)
            throw new ArgumentException($"the lookup '{name}' has a MaxKept of {options.MaxKept}; it must lie between 1 and {MostKept}",
                nameof(options));
        if (options.MaxConcurrent is < 1 or > MostConcurrent)
            throw new ArgumentException($"the lookup '{name}' has a MaxConcurrent of {options.MaxConcurrent}; it must lie between 1 and " +
                $"{MostConcurrent}", nameof(options));
    }
}
