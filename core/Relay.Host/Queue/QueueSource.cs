using System.Runtime.CompilerServices;
using Relay.Core.Settings;
using Relay.Core.Spool;
using Relay.Host.Admin;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;

namespace Relay.Host.Queue;

/// <summary>Where commands read the queue: from the running relay, which knows why mail waits; or from the files of the embedded store, which need no
/// relay.</summary>
internal sealed class QueueSource : IDisposable
{
    /// <summary>How long the relay may take to answer before the files are read instead.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly LocalSpoolReader? files;
    private readonly AdminClient? relay;

    private QueueSource(LocalSpoolReader? files, AdminClient? relay) => (this.files, this.relay) = (files, relay);

    /// <summary>A running relay that was asked for reasons and did not answer; its mail is shown without them.</summary>
    public bool IsRelaySilent { get; private init; }

    /// <summary>Opens the queue for looking at entries with the reasons why they wait, as far as there is a relay that knows them.</summary>
    /// <exception cref="IOException">There is nothing to read.</exception>
    public static async Task<QueueSource> OpenWithReasonsAsync(RelaySettings settings, CancellationToken cancellationToken)
    {
        if (settings.Spool.Store != SpoolSettings.Local)
            return await OpenAsync(settings, cancellationToken);
        LocalSpoolReader files = LocalSpoolReader.Open(settings.Spool.Path);
        AdminClient? relay = null;
        try
        {
            relay = await AdminClient.ConnectAsync(settings, cancellationToken);
            if (relay is null || await relay.AnswersAsync(Patience, cancellationToken))
                return new QueueSource(files, relay);
        }
        catch
        {
            relay?.Dispose();
            files.Dispose();
            throw;
        }

        relay.Dispose();
        return new QueueSource(files, null) { IsRelaySilent = true };
    }

    /// <summary>Opens the queue for looking at entries, from the files if there are any.</summary>
    /// <exception cref="IOException">There is nothing to read.</exception>
    public static async Task<QueueSource> OpenAsync(RelaySettings settings, CancellationToken cancellationToken)
    {
        if (settings.Spool.Store == SpoolSettings.Local)
            return new QueueSource(LocalSpoolReader.Open(settings.Spool.Path), null);
        AdminClient relay = await AdminClient.ConnectAsync(settings, cancellationToken)
            ?? throw new IOException($"no relay is running on '{settings.Spool.Path}', and the store '{settings.Spool.Store}' can be read through " +
                "it only");
        return new QueueSource(null, relay);
    }

    public async IAsyncEnumerable<QueueView> ListAsync(QueueFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (relay is not null)
        {
            await foreach (QueueView entry in relay.ListAsync(filter, cancellationToken))
                yield return entry;
            yield break;
        }

        await foreach (QueueEntry entry in files!.ListAsync(filter, cancellationToken))
            yield return QueueView.Of(entry);
    }

    /// <summary>Opens a message's content; null when it is gone or lies in a store that shows entries only.</summary>
    public SpooledContent? OpenContent(MessageId id) => files?.OpenContent(id);

    public void Dispose()
    {
        files?.Dispose();
        relay?.Dispose();
    }
}
