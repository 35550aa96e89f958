using Relay.Sdk.Dns;

namespace Relay.Core.Dns.Messages;

/// <summary>What is asked; the class is always IN.</summary>
/// <param name="Name">Canonical text (<see cref="DnsName"/>).</param>
internal readonly record struct DnsQuestion(string Name, DnsRecordType Type);
