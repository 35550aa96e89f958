using System.Net;

namespace Relay.Core.Tracing;

/// <summary>Which conversations a trace follows. Without any criterion it follows all of them.</summary>
public sealed record TraceFilter
{
    private readonly IPNetwork? network;

    /// <summary>The peer: an address, a block, or a host name with all names below it. A client is known by its address and its HELO name, a next hop
    /// by its address and its name.</summary>
    public string? Host
    {
        get;
        init
        {
            field = value;
            network = value is null ? null
                : IPAddress.TryParse(value.Trim('[', ']'), out IPAddress? address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
                : IPNetwork.TryParse(value, out IPNetwork block) ? block : null;
        }
    }

    /// <summary>A domain of senders or recipients, or the domain that a delivery is for. A session is followed from the first MAIL or RCPT on that
    /// names it.</summary>
    public string? Domain { get; init; }

    internal bool Takes(TraceSubject subject) => TakesHost(subject) && (Domain is null || subject.Concerns(Domain));

    private bool TakesHost(TraceSubject subject)
    {
        if (Host is null)
            return true;
        if (network is { } block)
            return block.Contains(Plain(subject.Address));
        return subject.HostName is { } name && (name.Equals(Host, StringComparison.OrdinalIgnoreCase)
            || name.EndsWith("." + Host, StringComparison.OrdinalIgnoreCase));
    }

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
