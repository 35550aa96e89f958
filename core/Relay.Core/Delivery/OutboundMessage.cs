using Relay.Sdk.Spool;

namespace Relay.Core.Delivery;

/// <summary>What is sent in one transaction.</summary>
public sealed record OutboundMessage(QueuedMessage Message, IReadOnlyList<QueuedRecipient> Recipients, SpooledContent Content);
