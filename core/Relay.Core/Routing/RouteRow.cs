using Relay.Core.Settings;
using Relay.Sdk.Lists;
using Relay.Sdk.Mail;

namespace Relay.Core.Routing;

/// <summary>One line of the routes table, read and checked.</summary>
internal sealed class RouteRow(DomainList domains, RouteTarget? hosts, string transportName, TransportSettings transport)
{
    /// <summary>The recipient domains of the route.</summary>
    public DomainList Domains => domains;

    /// <summary>The same target for all domains when hosts are configured; one for each domain with mail exchangers.</summary>
    public RouteTarget TargetOf(MailDomain domain) => hosts ?? new RouteTarget
    {
        Destination = DestinationName.Of(domain.Value, transportName),
        Domain = domain,
        TransportName = transportName,
        Transport = transport,
    };
}
