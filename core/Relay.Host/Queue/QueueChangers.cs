using Relay.Core.Settings;
using Relay.Core.Spool;
using Relay.Host.Admin;

namespace Relay.Host.Queue;

/// <summary>Chooses how the queue is changed: by the running relay, or in the spool itself.</summary>
internal static class QueueChangers
{
    /// <summary>How long a relay that has the spool may take to open its admin socket, which it does a moment after its start.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>The running relay; when none is running, this process, which takes the spool for as long.</summary>
    /// <exception cref="IOException">There is no spool, or it cannot be taken.</exception>
    public static async Task<IQueueChanger> OpenAsync(RelaySettings settings, CancellationToken cancellationToken)
    {
        TimeProvider time = TimeProvider.System;
        for (long begun = time.GetTimestamp(); ;)
        {
            if (await AdminClient.ConnectAsync(settings, cancellationToken) is { } relay)
                return relay;
            if (settings.Spool.Store != SpoolSettings.Local)
                throw new IOException($"no relay is running on '{settings.Spool.Path}', and the store '{settings.Spool.Store}' can be changed " +
                    "through it only");
            if (!Directory.Exists(settings.Spool.Path))
                throw new IOException($"there is no spool in '{settings.Spool.Path}'");
            try
            {
                return await OfflineQueue.OpenAsync(settings, cancellationToken);
            }
            catch (SpoolInUseException e)
            {
                if (time.GetElapsedTime(begun) >= Patience)
                    throw new SpoolInUseException($"{e.Message}. Its admin socket does not answer: it is starting or stopping, or its log says why " +
                        "there is none", e);
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }
}
