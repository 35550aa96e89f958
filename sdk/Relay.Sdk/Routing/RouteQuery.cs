using Relay.Sdk.Mail;

namespace Relay.Sdk.Routing;

/// <summary>Asks where mail for a recipient goes.</summary>
/// <param name="Recipient">The recipient.</param>
/// <param name="ReversePath">The sender of the message.</param>
public sealed record RouteQuery(Mailbox Recipient, ReversePath ReversePath);
