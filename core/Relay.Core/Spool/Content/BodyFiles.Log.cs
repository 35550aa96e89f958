using Microsoft.Extensions.Logging;
using Relay.Sdk.Mail;

namespace Relay.Core.Spool.Content;

internal sealed partial class BodyFiles
{
    [LoggerMessage(LogLevel.Warning, "The content file of {MessageId} could not be removed; the next start clears it away",
        EventName = "spool.not-removed")]
    private partial void LogNotRemoved(MessageId messageId, Exception fault);
}
