using System.Buffers;
using Relay.Sdk.Spool;

namespace Relay.Core.Plugins;

/// <summary>Content of a plugin's spool store, which fails as <see cref="PluginSpool"/> does: with an <see cref="IOException"/> when it is read, and
/// not at all when it is let go.</summary>
/// <param name="content">The store's content; its share belongs to this object.</param>
/// <param name="lengthOctets">Known from the start: the scheduler counts by it after the commit, where nothing may fail.</param>
internal sealed class PluginSpooledContent(SpooledContent content, long lengthOctets, PluginSpoolGuard guard) : SpooledContent
{
    public override long LengthOctets => lengthOctets;

    public override ReadOnlySequence<byte>? Memory => guard.Call(() => content.Memory);

    internal SpooledContent Own => content;

    public override ValueTask<Stream> OpenReadAsync(CancellationToken cancellationToken) => guard.CallAsync(content.OpenReadAsync, cancellationToken);

    /// <summary>Takes over the store's own content.</summary>
    /// <exception cref="IOException">It cannot tell its length; it has been let go.</exception>
    internal static PluginSpooledContent Of(SpooledContent content, PluginSpoolGuard guard)
    {
        try
        {
            return new PluginSpooledContent(content, guard.Call(() => content.LengthOctets), guard);
        }
        catch (IOException)
        {
            LetGo(content, guard);
            throw;
        }
    }

    protected override void Free() => LetGo(content, guard);

    private static void LetGo(SpooledContent content, PluginSpoolGuard guard) => guard.Try("freeing content", content.Release);
}
