using Relay.Sdk.Replies;

namespace Relay.Core.Delivery.Opening;

/// <summary>The outcome of opening a session on a connection. Closed: one of the nested records.</summary>
internal abstract record OpenOutcome
{
    private OpenOutcome()
    {
    }

    public sealed record Ready(OutboundSession Session) : OpenOutcome;

    /// <summary>The host cannot be used in this attempt.</summary>
    /// <param name="Reply">4xx.</param>
    public sealed record Failed(SmtpReply Reply) : OpenOutcome;

    /// <summary>TLS did not come about or was not good enough; where nobody insists on it, the host can be tried again in clear text.</summary>
    /// <param name="Reply">4xx.</param>
    public sealed record TlsBroken(SmtpReply Reply) : OpenOutcome;
}
