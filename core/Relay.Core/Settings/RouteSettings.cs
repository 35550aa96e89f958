using System.ComponentModel;
using Relay.Sdk.Lists;

namespace Relay.Core.Settings;

public sealed record RouteSettings
{
    [Description("Domain list of recipients.")]
    public DomainList Domains { get; init; } = DomainList.Any;

    [Description("mx, or a host with port: mail.example:587, 192.0.2.1:25, [2001:db8::1]:25; several hosts with commas are tried in order. The " +
        "port is 25 when left out. Names are looked up in the DNS only: the hosts file and the search domains of resolv.conf are not used.")]
    public string Via { get; init; } = "mx";

    [Description("The name of a transport.")]
    public string Transport { get; init; } = "remote";
}
