using Relay.Sdk.Replies;

namespace Relay.Core.Scheduling.Entries;

/// <summary>What an operator wants of an entry. Closed: one of the nested records.</summary>
internal abstract record OperatorOrder
{
    private OperatorOrder()
    {
    }

    /// <summary>Stands in place of an order when none is taken any more.</summary>
    public static OperatorOrder Closed { get; } = new NoMore();

    public sealed record NoMore : OperatorOrder;

    /// <summary>Keep it from delivery.</summary>
    public sealed record Hold : OperatorOrder;

    /// <summary>Let it go on; due at once.</summary>
    public sealed record Release : OperatorOrder;

    /// <summary>Try it at once.</summary>
    public sealed record Retry : OperatorOrder;

    /// <summary>Return it with a failure report.</summary>
    /// <param name="Reply">5xx, with the operator's reason.</param>
    public sealed record Bounce(SmtpReply Reply) : OperatorOrder;

    /// <summary>Drop it without a report.</summary>
    public sealed record Remove : OperatorOrder;
}
