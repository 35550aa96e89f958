using Relay.Sdk.Plugins;
using Relay.Sdk.Replies;

namespace Relay.Core.Handlers.Guarding;

/// <summary>A handler gave no usable answer.</summary>
/// <param name="Incident">The id that joins the reply to the log line. The only thing of a failure that a peer sees.</param>
/// <param name="Handler">The handler that failed.</param>
/// <param name="Policy">What it means.</param>
internal sealed record HandlerFailure(string Incident, HandlerIdentity Handler, FailurePolicy Policy)
{
    /// <summary>For the log and for reports to the relay's own operators.</summary>
    internal string Reason => $"plugin {Handler.Plugin} failed (incident {Incident})";

    internal SmtpReply TemporaryReply(int code = 451) => new(code, new EnhancedStatus(4, 3, 0), $"Temporary failure (incident {Incident})");

    internal SmtpReply PermanentReply() => new(554, new EnhancedStatus(5, 3, 0), $"Refused after a failure (incident {Incident})");
}
