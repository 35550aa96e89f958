using Relay.Core.Dns.Messages;
using Relay.Sdk.Dns;

namespace Relay.Core.Dns.Exchange;

/// <summary>What all servers together say to one question.</summary>
/// <param name="Security">Secure and Insecure come with a response, Bogus and Failure with a problem.</param>
internal sealed record Reply(DnsSecurity Security, DnsResponse? Response, string? Problem)
{
    public static Reply Of(DnsResponse response, bool adIsBelieved) =>
        new(adIsBelieved && response.AuthenticData ? DnsSecurity.Secure : DnsSecurity.Insecure, response, null);

    public static Reply Bogus(string problem) => new(DnsSecurity.Bogus, null, problem);

    public static Reply Failure(string problem) => new(DnsSecurity.Failure, null, problem);
}
