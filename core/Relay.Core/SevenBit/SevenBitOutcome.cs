using Relay.Sdk.Replies;
using Relay.Sdk.Spool;

namespace Relay.Core.SevenBit;

/// <summary>How content can go to a host that takes ASCII only. Closed: one of the nested records.</summary>
internal abstract record SevenBitOutcome
{
    private SevenBitOutcome()
    {
    }

    /// <summary>It is ASCII, and goes as it is.</summary>
    public sealed record Ascii : SevenBitOutcome;

    /// <param name="Content">Other content that says the same in ASCII; valid as long as the first.</param>
    public sealed record Converted(SpooledContent Content) : SevenBitOutcome;

    /// <param name="Reply">5xx.</param>
    public sealed record Impossible(SmtpReply Reply) : SevenBitOutcome;
}
