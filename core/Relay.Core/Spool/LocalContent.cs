using Relay.Sdk.Mail;
using Relay.Sdk.Spool;

namespace Relay.Core.Spool;

/// <summary>The content of the embedded store.</summary>
internal sealed class LocalContent(LocalSpool spool) : ISpoolContent
{
    public bool HasRoom => spool.Opened.HasRoom;

    public ValueTask<ISpoolDraft> BeginAsync(MessageId id, bool mayUseReserve, CancellationToken cancellationToken) =>
        new(spool.Opened.BeginDraft(id, mayUseReserve));

    public ValueTask<SpooledContent?> OpenAsync(MessageId id, CancellationToken cancellationToken) =>
        spool.Opened.Contents.OpenAsync(id, cancellationToken);
}
