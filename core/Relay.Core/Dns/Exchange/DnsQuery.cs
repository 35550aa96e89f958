using Relay.Core.Dns.Messages;

namespace Relay.Core.Dns.Exchange;

/// <summary>A query as sent, with what the response must repeat.</summary>
internal readonly record struct DnsQuery(ushort Id, DnsQuestion Question, ReadOnlyMemory<byte> Octets);
