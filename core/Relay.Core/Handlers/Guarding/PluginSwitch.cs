namespace Relay.Core.Handlers.Guarding;

/// <summary>Whether a plugin's handlers may be called at all; shared by all handlers of one plugin.</summary>
internal sealed class PluginSwitch
{
    private volatile string? suspended;

    /// <summary>The incident that suspended the plugin; null while it runs.</summary>
    internal string? SuspendedBy => suspended;

    /// <summary>Suspends the plugin until the relay starts anew.</summary>
    /// <returns>False when it is suspended already.</returns>
    internal bool Suspend(string incident) => Interlocked.CompareExchange(ref suspended, incident, null) is null;
}
