using Relay.Sdk.Mail;

namespace Relay.Sdk.Testing;

/// <summary>A message that a plugin has put into the queue.</summary>
/// <param name="ReversePath">The sender.</param>
/// <param name="Recipients">The recipients.</param>
/// <param name="Content">Header section and body as stored, with the fields that the relay adds, as text (UTF-8).</param>
public sealed record SubmittedMail(ReversePath ReversePath, IReadOnlyList<Mailbox> Recipients, string Content);
