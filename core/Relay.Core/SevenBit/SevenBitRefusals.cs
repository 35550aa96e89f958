using Relay.Sdk.Replies;

namespace Relay.Core.SevenBit;

/// <summary>Why content cannot go to a host that takes ASCII only, as the reply that the report shows.</summary>
internal static class SevenBitRefusals
{
    public static SmtpReply NoEightBit { get; } = new(554, "5.6.3", "The next hop takes ASCII only (no 8BITMIME)");

    public static SmtpReply NotConvertible { get; } =
        new(554, "5.6.3", "The next hop takes ASCII only (no 8BITMIME), and the content cannot be converted");

    public static SmtpReply EightBitHeader { get; } =
        new(554, "5.6.3", "The next hop takes ASCII only (no 8BITMIME), and header fields that hold more cannot be converted");

    public static SmtpReply SealedContent { get; } =
        new(554, "5.6.2", "The next hop takes ASCII only (no 8BITMIME), and what is signed or encrypted must not be converted");
}
