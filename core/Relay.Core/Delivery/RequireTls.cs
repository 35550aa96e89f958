using Relay.Sdk.Spool;

namespace Relay.Core.Delivery;

/// <summary>Whom REQUIRETLS binds.</summary>
internal static class RequireTls
{
    /// <summary>Whether the message may only go where REQUIRETLS is kept. A message without reverse-path is a report: it goes on without REQUIRETLS
    /// too, and asks for it where it can (RFC 8689 §5).</summary>
    public static bool Binds(QueuedMessage message) => message.RequireTls && !message.ReversePath.IsNull;
}
