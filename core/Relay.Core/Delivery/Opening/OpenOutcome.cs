using Relay.Sdk.Events;
using Relay.Sdk.Replies;
using Relay.Sdk.Tls;

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
    public sealed record Failed(SmtpReply Reply) : OpenOutcome
    {
        /// <summary>The kind of trouble.</summary>
        public DeliveryTrouble Trouble { get; init; } = DeliveryTrouble.Reply;

        /// <summary>The operating system's error number; null when it gave none.</summary>
        public int? OsError { get; init; }

        /// <summary>TLS facts of the connection; null in clear text.</summary>
        public TlsFacts? Tls { get; init; }

        /// <summary>Whether a plugin refused the host for this attempt, or failed when it was asked.</summary>
        public bool ByPlugin { get; init; }

        /// <summary>What a plugin wants to stand in the log in place of the usual line; null for that.</summary>
        public string? LogText { get; init; }
    }

    /// <summary>TLS did not come about or was not good enough; where TLS is not required, the host can be tried again in clear text.</summary>
    /// <param name="Reply">4xx.</param>
    public sealed record TlsBroken(SmtpReply Reply) : OpenOutcome;
}
