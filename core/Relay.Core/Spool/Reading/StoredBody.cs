using Relay.Core.Spool.Content;

namespace Relay.Core.Spool.Reading;

/// <summary>Where the content of a message is.</summary>
/// <param name="Inline">The content; null when it is in a file of its own.</param>
/// <param name="LengthOctets">As the message's record says.</param>
internal sealed record StoredBody(MemoryContent? Inline, long LengthOctets);
