using Relay.Sdk.Events;
using Relay.Sdk.Mail;

namespace Relay.Sdk.Testing;

/// <summary>What filters made of a message.</summary>
/// <param name="Verdict">Continue when the message would be taken.</param>
/// <param name="Envelope">The envelope with their edits.</param>
/// <param name="Content">Header section and body with their edits, as text (UTF-8), the relay's Received field on top.</param>
public sealed record FilteredMessage(Verdict Verdict, Envelope Envelope, string Content);
