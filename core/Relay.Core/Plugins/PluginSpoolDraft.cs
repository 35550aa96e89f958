using Relay.Sdk.Spool;

namespace Relay.Core.Plugins;

/// <summary>A draft of a plugin's spool store, which fails as <see cref="PluginSpool"/> does.</summary>
/// <param name="draft">The store's own, which alone it knows at a commit.</param>
internal sealed class PluginSpoolDraft(ISpoolDraft draft, PluginSpoolGuard guard) : ISpoolDraft
{
    internal ISpoolDraft Own => draft;

    public long LengthOctets => guard.Call(() => draft.LengthOctets);

    public void Advance(int count) => guard.Call(() =>
    {
        draft.Advance(count);
        return true;
    });

    public Memory<byte> GetMemory(int sizeHint = 0) => guard.Call(() => draft.GetMemory(sizeHint));

    // A span cannot leave a lambda.
    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public ValueTask FlushAsync(CancellationToken cancellationToken) => guard.CallAsync(draft.FlushAsync, cancellationToken);

    public async ValueTask<SpooledContent> ReadBackAsync(CancellationToken cancellationToken) =>
        PluginSpooledContent.Of(await guard.CallAsync(draft.ReadBackAsync, cancellationToken), guard);

    public ValueTask DisposeAsync() => guard.TryAsync("the end of a draft", draft.DisposeAsync);
}
