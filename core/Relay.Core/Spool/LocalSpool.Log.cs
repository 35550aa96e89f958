using Microsoft.Extensions.Logging;

namespace Relay.Core.Spool;

public sealed partial class LocalSpool
{
    [LoggerMessage(LogLevel.Warning,
        "The spool was not closed in order; recovered with {Messages} messages, {InFlight} deliveries in flight, {Quarantined} put into quarantine, {Orphans} content files without a message removed")]
    private partial void LogAfterCrash(long messages, int inFlight, int quarantined, int orphans);

    [LoggerMessage(LogLevel.Error, "{Count} notices in the outbox after position {After} cannot be read and are passed over")]
    private partial void LogUnreadableNotices(int count, long after);
}
