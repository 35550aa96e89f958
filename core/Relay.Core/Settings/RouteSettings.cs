using System.ComponentModel;

namespace Relay.Core.Settings;

public sealed record RouteSettings
{
    [Description("Domain list of recipients.")]
    public string Domains { get; init; } = "*";

    [Description("mx, or a host with port: mail.example:587, 192.0.2.1:25, [2001:db8::1]:25; several hosts with commas are tried in order. The port is 25 when left out.")]
    public string Via { get; init; } = "mx";

    [Description("The name of a transport.")]
    public string Transport { get; init; } = "remote";
}
