using Relay.Sdk.Dns;
using Relay.Sdk.Events;

namespace Relay.Core.Handlers.Observing;

/// <summary>A resolver that tells of questions without an answer: <c>dns:fail</c>.</summary>
/// <remarks>What a plugin's resolver asks in its turn belongs to the question that it is to answer, which is told already.</remarks>
public sealed class ObservedResolver(IDnsResolver resolver, IHandlers handlers, TimeProvider time) : IDnsResolver
{
    public ValueTask<DnsAnswer> ResolveAsync(string name, DnsRecordType type, CancellationToken cancellationToken)
    {
        ValueTask<DnsAnswer> pending = resolver.ResolveAsync(name, type, cancellationToken);
        return handlers.Observes<DnsFailed>() && !ChosenResolver.IsAnswering ? ObserveAsync(pending, name, type) : pending;
    }

    private async ValueTask<DnsAnswer> ObserveAsync(ValueTask<DnsAnswer> pending, string name, DnsRecordType type)
    {
        DnsAnswer answer = await pending;
        if (FailureOf(answer) is { } failure)
        {
            handlers.Tell(new DnsFailed
            {
                EventId = LiveEventId.Next(),
                At = time.GetUtcNow(),
                Failure = failure,
                Question = name,
                Type = type,
                Problem = answer.Problem,
            });
        }

        return answer;
    }

    private static DnsFailure? FailureOf(DnsAnswer answer) => answer switch
    {
        { Security: DnsSecurity.Failure } => DnsFailure.Unavailable,
        { Security: DnsSecurity.Bogus } => DnsFailure.Bogus,
        { NameError: true } => DnsFailure.NoSuchName,
        { Records.Count: 0 } => DnsFailure.NoData,
        _ => null,
    };
}
