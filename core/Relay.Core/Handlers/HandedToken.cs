namespace Relay.Core.Handlers;

/// <summary>A token for a plugin's code, which fires when another one does. What that code hangs on it runs apart.</summary>
internal sealed class HandedToken : IDisposable
{
    // Never disposed of: the plugin may hold the token for longer than it should, and there is no timer behind it.
    private readonly CancellationTokenSource source = new();
    private readonly CancellationToken outer;
    private readonly CancellationTokenRegistration registration;

    /// <param name="outer">The relay's own token.</param>
    internal HandedToken(CancellationToken outer)
    {
        this.outer = outer;
        registration = outer.UnsafeRegister(static state => ((CancellationTokenSource)state!).CancelApart(), source);
    }

    internal CancellationToken Token => source.Token;

    /// <summary>Parts it from the other token; it has fired if that one has.</summary>
    public void Dispose()
    {
        registration.Dispose();
        // Who awaited the outer token may dispose of this one while the outer one fires, which calls the newest registration first and would find this one gone.
        if (outer.IsCancellationRequested)
            source.CancelApart();
    }
}
