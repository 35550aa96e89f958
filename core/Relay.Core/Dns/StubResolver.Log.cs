using Microsoft.Extensions.Logging;
using Relay.Sdk.Dns;

namespace Relay.Core.Dns;

public sealed partial class StubResolver
{
    [LoggerMessage(Level = LogLevel.Information, Message = "DNS {Name} {Type}: {Security}: {Problem}", EventName = "dns.no-answer")]
    private partial void LogNoAnswer(string name, DnsRecordType type, DnsSecurity security, string? problem);

    [LoggerMessage(Level = LogLevel.Error, Message = "DNS {Name} {Type}: fault in the resolver", EventName = "dns.fault")]
    private partial void LogFault(Exception fault, string name, DnsRecordType type);
}
