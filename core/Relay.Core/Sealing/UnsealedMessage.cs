using Relay.Sdk.Events;
using Relay.Sdk.Mail;

namespace Relay.Core.Sealing;

/// <summary>A message before it is sealed, without its content.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Envelope">The envelope as it will be stored.</param>
/// <param name="Client">The client that sent it; null for mail of the relay and of plugins.</param>
/// <param name="Plugin">The plugin that submitted it; null for other mail.</param>
internal sealed record UnsealedMessage(MessageId Id, Envelope Envelope, ClientFacts? Client = null, string? Plugin = null);
