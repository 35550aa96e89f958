using System.Collections.Concurrent;
using Relay.Core.Scheduling.Intake;
using Relay.Core.Scheduling.Retry;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;

namespace Relay.TestKit.Sessions;

/// <summary>Stands where the scheduler stands, and keeps what it is given.</summary>
public sealed class CollectingScheduler : IEntryScheduler
{
    private static readonly RetryRule Usual = RetryRule.TryParse("F,4d,1h", out RetryRule? rule, out string? problem) ? rule
        : throw new FormatException(problem);

    public ConcurrentQueue<ClaimedEntry> Offered { get; } = [];

    public ConcurrentQueue<string> Announced { get; } = [];

    /// <summary>What HasRoomFor answers.</summary>
    public bool HasRoom { get; set; } = true;

    /// <summary>The domain itself, unless a test gives another one.</summary>
    public Func<MailDomain, string> Destinations { get; set; } = static domain => domain.Value;

    public ValueTask<string> DestinationOfAsync(MailDomain domain) => new(Destinations(domain));

    /// <summary>One rule for all, unless a test gives others.</summary>
    public Func<MailDomain, RetryRule> Rules { get; set; } = static _ => Usual;

    public ValueTask<RetryRule?> RuleOfAsync(MailDomain domain) => new(Rules(domain));

    public bool HasRoomFor(string destination, long octets) => HasRoom;

    public void Offer(IReadOnlyList<ClaimedEntry> entries)
    {
        foreach (ClaimedEntry entry in entries)
            Offered.Enqueue(entry);
    }

    public void Announce(string destination) => Announced.Enqueue(destination);
}
