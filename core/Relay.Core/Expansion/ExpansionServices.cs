using System.Net;
using Relay.Sdk.Dns;

namespace Relay.Core.Expansion;

/// <summary>What lists and expressions ask when they are evaluated.</summary>
/// <remarks>
/// Settings are read before most parts of the relay exist, so their lists are made with this object, and the relay completes it at its start.
/// What is not there yet makes a list Unavailable; it is never taken for a no.
/// </remarks>
/// <param name="clock">For the deadlines of lookups.</param>
public sealed class ExpansionServices(TimeProvider clock)
{
    /// <summary>For the deadlines of lookups.</summary>
    public TimeProvider Clock { get; } = clock;

    /// <summary>The relay's own name: what the item <c>@</c> stands for.</summary>
    public string Hostname { get; set; } = "";

    /// <summary>Looks clients' names up; null before the relay has a resolver.</summary>
    public IDnsResolver? Dns { get; set; }

    /// <summary>Whether an address belongs to this machine: what the item <c>@[]</c> stands for.</summary>
    public Func<IPAddress, bool> IsOwnAddress { get; set; } = IPAddress.IsLoopback;
}
