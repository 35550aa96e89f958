using Relay.Sdk.Plugins;

namespace Relay.Core.Plugins;

/// <summary>Checks the options with which a plugin registers a handler.</summary>
internal static class HandlerOptionsCheck
{
    private static readonly TimeSpan LeastTimeout = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan MostTimeout = TimeSpan.FromHours(1);

    /// <param name="name">The handler's name, that of its class where the options have none.</param>
    /// <param name="options">Its options.</param>
    /// <exception cref="ArgumentException">The name or the options cannot be.</exception>
    internal static void Of(string name, HandlerOptions options)
    {
        if (options.Name is { } given && !IsName(given))
            throw new ArgumentException($"'{given}' cannot be the name of a handler: it takes lower-case letters, digits, '-', '_' and '.'",
                nameof(options));
        // As for plugins.json: what cannot be a deadline would leave the peer waiting, or fail every call.
        if (options.Timeout is { } timeout && (timeout < LeastTimeout || timeout > MostTimeout))
            throw new ArgumentException($"the handler '{name}' has a Timeout of {timeout}; it must lie between 1 ms and 1 h", nameof(options));
        if (options.OnError is { } policy && !Enum.IsDefined(policy))
            throw new ArgumentException($"the handler '{name}' has an OnError of {policy}, which is no failure policy", nameof(options));
    }

    // The names made of class names can have letters of any script.
    private static bool IsName(string name) =>
        name.Length > 0 && name.All(static c => c is '-' or '_' or '.' || (char.IsLetterOrDigit(c) && char.ToLowerInvariant(c) == c));
}
