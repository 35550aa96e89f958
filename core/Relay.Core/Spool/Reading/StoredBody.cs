using Relay.Core.Spool.Content;

namespace Relay.Core.Spool.Reading;

/// <summary>Where the content of a message is.</summary>
/// <param name="Inline">The content; null when it is in a file of its own.</param>
/// <param name="LengthOctets">As the message's record says.</param>
/// <param name="Sum">The checksum of the content; null when it was stored by a version that took none.</param>
internal sealed record StoredBody(PooledContent? Inline, long LengthOctets, uint? Sum);
