using Relay.Core.Dns.Messages;

namespace Relay.Core.Dns.Exchange;

/// <summary>What came of asking one server: a response, or why there is none.</summary>
internal readonly record struct ExchangeResult(DnsResponse? Response, string Problem)
{
    public static ExchangeResult Of(DnsResponse response) => new(response, "");

    public static ExchangeResult None(string problem) => new(null, problem);
}
