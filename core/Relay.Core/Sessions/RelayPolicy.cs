using System.Net;
using Relay.Core.Expansion;
using Relay.Core.Settings;
using Relay.Sdk.Dns;
using Relay.Sdk.Mail;

namespace Relay.Core.Sessions;

/// <summary>Who may send where. With both lists empty nobody may send anything: there is no open relay by omission.</summary>
internal sealed class RelayPolicy(AcceptSettings accept, IDnsResolver dns, TimeProvider clock)
{
    private static readonly TimeSpan LookupLimit = TimeSpan.FromSeconds(10);
    private readonly HostList fromHosts = HostList.Parse(accept.RelayFromHosts);
    private readonly DomainList toDomains = DomainList.Parse(accept.RelayToDomains);

    /// <summary>Whether a client is listed, so that it may send to any domain. The DNS is asked only where a host name in the list decides.</summary>
    /// <param name="client">The client's address.</param>
    /// <param name="cancellationToken">The end of the session.</param>
    /// <exception cref="OperationCanceledException">The session ended.</exception>
    public ValueTask<ClientListing> FindAsync(IPAddress client, CancellationToken cancellationToken) =>
        fromHosts.NeedsHostName ? LookUpAsync(client, cancellationToken) : ValueTask.FromResult(Listing(fromHosts.Matches(client)));

    /// <summary>Whether any client may send to this domain.</summary>
    public bool TakesFor(MailDomain domain) => toDomains.Matches(domain.Value);

    private async ValueTask<ClientListing> LookUpAsync(IPAddress client, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(LookupLimit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            return Listing(await fromHosts.MatchesClientAsync(client, new ClientNames(dns, client, either.Token)));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return ClientListing.Unknown;
        }
    }

    private static ClientListing Listing(bool? matches) => matches switch
    {
        true => ClientListing.Listed,
        false => ClientListing.Stranger,
        null => ClientListing.Unknown,
    };
}
