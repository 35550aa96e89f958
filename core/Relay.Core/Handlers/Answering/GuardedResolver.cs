using Relay.Core.Handlers.Guarding;
using Relay.Sdk.Dns;

namespace Relay.Core.Handlers.Answering;

/// <summary>A plugin's resolver that cannot fail: a failure is an answer without records, never "no such name".</summary>
internal sealed class GuardedResolver(IDnsResolver resolver, HandlerGuard guard) : IDnsResolver
{
    public async ValueTask<DnsAnswer> ResolveAsync(string name, DnsRecordType type, CancellationToken cancellationToken)
    {
        CallResult<DnsAnswer> outcome = await guard
            .CallAsync(resolver, (name, type), static (r, q, token) => AskAsync(r, q.name, q.type, token), AnswerCheck.FaultOf, cancellationToken);
        return outcome.TryGet(out DnsAnswer? answer, out HandlerFailure? failure) ? answer
            : new DnsAnswer { Security = DnsSecurity.Failure, Problem = failure.Reason };
    }

    private static async ValueTask<DnsAnswer> AskAsync(IDnsResolver resolver, string name, DnsRecordType type, CancellationToken cancellationToken)
    {
        ChosenResolver.GoInside();
        return await resolver.ResolveAsync(name, type, cancellationToken);
    }
}
