using Relay.Sdk.Mail;

namespace Relay.Sdk.Routing;

/// <summary>Asks where mail for a recipient goes.</summary>
/// <param name="Recipient">The recipient.</param>
/// <param name="ReversePath">The reverse-path of the message; null for reports (RFC 5321 §4.5.5).</param>
public sealed record RouteQuery(Mailbox Recipient, ReversePath ReversePath);
