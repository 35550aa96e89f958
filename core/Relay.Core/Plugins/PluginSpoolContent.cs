using Relay.Sdk.Mail;
using Relay.Sdk.Spool;

namespace Relay.Core.Plugins;

/// <summary>The content of a plugin's spool store, which fails as <see cref="PluginSpool"/> does. A store that cannot say whether it has room takes
/// no mail.</summary>
internal sealed class PluginSpoolContent(ISpoolStore store, PluginSpoolGuard guard) : ISpoolContent
{
    public bool HasRoom
    {
        get
        {
            bool hasRoom = false;
            guard.Try("the question for room", () => hasRoom = store.Content.HasRoom);
            return hasRoom;
        }
    }

    public async ValueTask<ISpoolDraft> BeginAsync(MessageId id, bool mayUseReserve, CancellationToken cancellationToken) =>
        new PluginSpoolDraft(await guard.CallAsync(token => store.Content.BeginAsync(id, mayUseReserve, token), cancellationToken), guard);

    public async ValueTask<SpooledContent?> OpenAsync(MessageId id, CancellationToken cancellationToken) =>
        await guard.CallAsync(token => store.Content.OpenAsync(id, token), cancellationToken) is { } content
            ? PluginSpooledContent.Of(content, guard) : null;
}
