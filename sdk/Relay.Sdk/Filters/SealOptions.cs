using Relay.Sdk.Plugins;

namespace Relay.Sdk.Filters;

/// <summary>How a seal is called, and what content it wants.</summary>
public record SealOptions : HandlerOptions
{
    /// <summary>
    /// Whether the content may stay as it is. By default content with octets beyond ASCII is converted to 7bit MIME before it is sealed, where that
    /// is possible without loss: a next hop without 8BITMIME would get it converted afterwards, and the seal would be broken (RFC 6376 §5.3).
    /// </summary>
    public bool KeepsEightBit { get; init; }
}
