using Relay.Sdk.Events;
using Relay.Sdk.Mail;

namespace Relay.Core.Sealing;

/// <summary>A message before it is sealed, without its content.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Envelope">The envelope as it will be stored.</param>
/// <param name="Client">Who sent it; null for the relay's and plugins' own.</param>
/// <param name="Plugin">Who submitted it; null for other mail.</param>
internal sealed record UnsealedMessage(MessageId Id, Envelope Envelope, ClientFacts? Client = null, string? Plugin = null);
