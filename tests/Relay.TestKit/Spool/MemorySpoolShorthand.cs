using Relay.Sdk.Events;
using Relay.Sdk.Spool;
using Relay.Sdk.Testing.Spool;

namespace Relay.TestKit.Spool;

/// <summary>Short words for the outbox of a spool in memory.</summary>
public static class MemorySpoolShorthand
{
    /// <summary>Commits notices and nothing else.</summary>
    public static void Commit(this MemorySpool spool, params IReadOnlyList<MessageNotice> notices) =>
        spool.Queue.CommitAsync(new SpoolChange { Notices = notices }, CancellationToken.None).AsTask().Wait();
}
