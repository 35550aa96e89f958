using Relay.Core.Settings;
using Relay.Host.Admin;

namespace Relay.Host.Queue;

/// <summary>Chooses who changes the queue.</summary>
internal static class QueueChangers
{
    /// <summary>The running relay; when none is running, this process, which takes the spool for as long.</summary>
    /// <exception cref="IOException">There is no spool, or it cannot be taken.</exception>
    public static async Task<IQueueChanger> OpenAsync(RelaySettings settings, CancellationToken cancellationToken)
    {
        if (await AdminClient.ConnectAsync(settings, cancellationToken).ConfigureAwait(false) is { } relay)
            return relay;
        if (settings.Spool.Store != SpoolSettings.Local)
            throw new IOException($"no relay is running on '{settings.Spool.Path}', and the store '{settings.Spool.Store}' can be changed through it only");
        if (!Directory.Exists(settings.Spool.Path))
            throw new IOException($"there is no spool in '{settings.Spool.Path}'");
        return await OfflineQueue.OpenAsync(settings, cancellationToken).ConfigureAwait(false);
    }
}
