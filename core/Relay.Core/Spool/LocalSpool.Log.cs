using Microsoft.Extensions.Logging;
using Relay.Sdk.Mail;

namespace Relay.Core.Spool;

public sealed partial class LocalSpool
{
    [LoggerMessage(LogLevel.Warning,
        "The spool was not shut down cleanly; recovered with {Messages} messages, {InFlight} deliveries in flight, {Quarantined} put into " +
        "quarantine, {Orphans} content files without a message removed", EventName = "spool.after-crash")]
    private partial void LogAfterCrash(long messages, int inFlight, int quarantined, int orphans);

    [LoggerMessage(LogLevel.Critical,
        "The spool's database has lost its latest changes: up to {Missing} acknowledged messages are missing, the last of them {LastMessage}. " +
        "Delivered ones among them are counted too; mail that is still in the queue may be delivered twice. The file spool.db-wal in {Folder} was " +
        "lost or cut short, or the database is an older copy. Content without a message was moved to the folder corrupt",
        EventName = "spool.missing")]
    private partial void LogMissing(long missing, MessageId lastMessage, string folder);
}
