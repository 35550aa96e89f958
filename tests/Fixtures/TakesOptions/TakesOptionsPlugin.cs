using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Relay.Sdk.Events;
using Relay.Sdk.Expressions;
using Relay.Sdk.Lists;
using Relay.Sdk.Plugins;
using Relay.Sdk.Replies;

[assembly: RelayPlugin("takes-options", typeof(TakesOptions.TakesOptionsPlugin))]

namespace TakesOptions;

/// <summary>Adds keys to every part of relay.json that takes keys of plugins.</summary>
public sealed class TakesOptionsPlugin : IRelayPlugin
{
    public void Configure(IPluginBuilder relay)
    {
        relay.TransportOptions<AvoidanceOptions>();
        relay.ListenerOptions<SenderOptions>();
        relay.RelayOptions<WordingOptions>();
        relay.Decide<SenderOffered, RefuseSenders>();
        relay.DecideOutbound<ConnectingToHost, AvoidHosts>();
    }
}

public sealed record AvoidanceOptions
{
    [Description("Host list: hosts that mail is never sent to.")]
    public HostList HostsToAvoid { get; init; } = HostList.None;

    [Description("How much the avoidance counts.")]
    [Range(1, 10)]
    public int AvoidanceWeight { get; init; } = 1;
}

public sealed record SenderOptions
{
    [Description("Address list: senders that are refused here.")]
    [DefaultValue("*@spam.example")]
    public AddressList RefusedSenders { get; init; } = AddressList.None;
}

public sealed record WordingOptions
{
    [Description("What refused senders are told.")]
    public Expression RefusalText { get; init; } = Expression.Empty;
}

internal sealed class AvoidHosts(ITransportOptions<AvoidanceOptions> transports) : IDecideOutbound<ConnectingToHost>
{
    public async ValueTask<HostVerdict> DecideAsync(ConnectingToHost moment, CancellationToken cancellationToken) =>
        await transports[moment.Host.Transport].HostsToAvoid.MatchAsync(HostSubject.NextHop(moment.Host), cancellationToken) switch
        {
            Membership.No => HostVerdict.Continue,
            Membership.Unavailable unknown => HostVerdict.SkipHost(unknown.Reason),
            _ => HostVerdict.SkipHost("listed in hostsToAvoid"),
        };
}

internal sealed class RefuseSenders(IListenerOptions<SenderOptions> listeners, IRelayOptions<WordingOptions> wording, IExpressions expressions)
    : IDecide<SenderOffered>
{
    private readonly Expression usual = expressions.Parse("We take no mail from you");

    public async ValueTask<Verdict> DecideAsync(SenderOffered offered, CancellationToken cancellationToken)
    {
        AddressList refused = listeners[offered.Client.Listener].RefusedSenders;
        switch (await refused.MatchAsync(offered.Envelope.ReversePath, cancellationToken))
        {
            case Membership.No:
                return Verdict.Continue;
            case Membership.Unavailable unknown:
                return Verdict.Defer(new SmtpReply(451, "4.3.0", unknown.Reason));
        }

        Expression text = wording.Current.RefusalText is { IsEmpty: false } own ? own : usual;
        return await text.ExpandAsync(Variables.None, cancellationToken) is Expansion.Text told
            ? Verdict.Reject(new SmtpReply(550, "5.7.1", told.Value))
            : Verdict.Reject(new SmtpReply(550, "5.7.1", "Refused"));
    }
}
