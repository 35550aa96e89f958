using System.Collections.Concurrent;
using Relay.Core.Scheduling;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;

namespace Relay.TestKit.Sessions;

/// <summary>Stands where the scheduler stands, and keeps what it is given.</summary>
public sealed class CollectingAcceptedMail : IAcceptedMail
{
    public ConcurrentQueue<ClaimedEntry> Offered { get; } = [];

    public ConcurrentQueue<string> Announced { get; } = [];

    /// <summary>What HasRoomFor answers.</summary>
    public bool HasRoom { get; set; } = true;

    public string DestinationOf(Mailbox recipient) => recipient.Domain.Value;

    public bool HasRoomFor(string destination, long octets) => HasRoom;

    public void Offer(IReadOnlyList<ClaimedEntry> entries)
    {
        foreach (ClaimedEntry entry in entries)
            Offered.Enqueue(entry);
    }

    public void Announce(string destination) => Announced.Enqueue(destination);
}
