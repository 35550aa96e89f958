using System.Runtime.CompilerServices;
using Relay.Core.Settings;
using Relay.Core.Spool;
using Relay.Host.Admin;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;

namespace Relay.Host.Queue;

/// <summary>Where commands read the queue: the embedded store's files, without the relay; another store through the running relay.</summary>
internal sealed class QueueSource : IDisposable
{
    private readonly LocalSpoolReader? local;
    private readonly AdminClient? remote;

    private QueueSource(LocalSpoolReader? local, AdminClient? remote) => (this.local, this.remote) = (local, remote);

    /// <exception cref="IOException">There is nothing to read.</exception>
    public static async Task<QueueSource> OpenAsync(RelaySettings settings, CancellationToken cancellationToken)
    {
        if (settings.Spool.Store == SpoolSettings.Local)
            return new QueueSource(LocalSpoolReader.Open(settings.Spool.Path), null);
        AdminClient relay = await AdminClient.ConnectAsync(settings, cancellationToken).ConfigureAwait(false)
            ?? throw new IOException($"no relay is running on '{settings.Spool.Path}', and the store '{settings.Spool.Store}' can be read through it only");
        return new QueueSource(null, relay);
    }

    public async IAsyncEnumerable<QueueView> ListAsync(QueueFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (remote is not null)
        {
            await foreach (QueueView entry in remote.ListAsync(filter, cancellationToken).ConfigureAwait(false))
                yield return entry;
            yield break;
        }

        await foreach (QueueEntry entry in local!.ListAsync(filter, cancellationToken).ConfigureAwait(false))
            yield return QueueView.Of(entry);
    }

    /// <summary>Opens a message's content; null when it is gone or lies in a store that shows entries only.</summary>
    public SpooledContent? OpenContent(MessageId id) => local?.OpenContent(id);

    public void Dispose()
    {
        local?.Dispose();
        remote?.Dispose();
    }
}
