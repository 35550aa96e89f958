using System.Net;
using Relay.Core.Expansion;
using Relay.Core.Settings;
using Relay.Sdk.Mail;

namespace Relay.Core.Sessions;

/// <summary>Who may send where. With both lists empty nobody may send anything: there is no open relay by omission.</summary>
internal sealed class RelayPolicy(AcceptSettings accept)
{
    private readonly HostList fromHosts = HostList.Parse(accept.RelayFromHosts);
    private readonly DomainList toDomains = DomainList.Parse(accept.RelayToDomains);

    /// <summary>Whether a client is listed, so that it may send to any domain.</summary>
    public bool Lists(IPAddress client) => fromHosts.Matches(client);

    /// <summary>Whether any client may send to this domain.</summary>
    public bool TakesFor(MailDomain domain) => toDomains.Matches(domain.Value);
}
