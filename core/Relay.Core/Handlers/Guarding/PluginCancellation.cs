namespace Relay.Core.Handlers.Guarding;

/// <summary>A token for a plugin's code that fires when the relay's own token fires. The plugin's callbacks run on other threads.</summary>
internal sealed class PluginCancellation : IDisposable
{
    // Never disposed of: the plugin may keep the token for longer than it should. There is no timer behind it.
    private readonly CancellationTokenSource source = new();
    private readonly CancellationToken outer;
    private readonly CancellationTokenRegistration registration;

    /// <param name="outer">The relay's own token.</param>
    internal PluginCancellation(CancellationToken outer)
    {
        this.outer = outer;
        registration = outer.UnsafeRegister(static state => ((CancellationTokenSource)state!).CancelOffThread(), source);
    }

    internal CancellationToken Token => source.Token;

    /// <summary>Ends the link to the relay's token. If the relay's token has fired, the plugin's token has too.</summary>
    public void Dispose()
    {
        registration.Dispose();
        // Callbacks run newest first, so a caller that awaits the relay's token may dispose of this object before our callback has run. Pass the
        // cancellation on here.
        if (outer.IsCancellationRequested)
            source.CancelOffThread();
    }
}
