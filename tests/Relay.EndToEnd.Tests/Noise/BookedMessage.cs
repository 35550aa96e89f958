namespace Relay.EndToEnd.Tests.Noise;

/// <summary>A message that the relay took, as the client remembers it.</summary>
internal sealed record BookedMessage(string Sender, string? EnvelopeId, IReadOnlyCollection<string> Recipients, byte[] Content);
