using Relay.Sdk.Lookups;

namespace Relay.Core.Handlers;

/// <summary>A lookup that cannot fail: a failure is Unavailable under every policy, since it is never a definite no.</summary>
internal sealed class GuardedLookup : IMailLookup
{
    private readonly IMailLookup lookup;
    private readonly HandlerGuard guard;

    internal GuardedLookup(IMailLookup lookup, HandlerGuard guard)
    {
        (this.lookup, this.guard) = (lookup, guard);
        Scheme = lookup.Scheme;
    }

    public string Scheme { get; }

    public async ValueTask<Answer> FindAsync(LookupQuery query, CancellationToken cancellationToken)
    {
        Outcome<Answer> outcome = await guard
            .CallAsync(lookup, query, static (l, q, token) => l.FindAsync(q, token), AnswerCheck.FaultOf, cancellationToken)
            .ConfigureAwait(false);
        return outcome.TryGet(out Answer? answer, out HandlerFailure? failure) ? answer : new Answer.Unavailable(failure.Reason);
    }

    /// <exception cref="InvalidOperationException">The lookup could not quote; the text must not be used unquoted.</exception>
    public string Quote(string text)
    {
        try
        {
            return lookup.Quote(text) ?? throw new InvalidOperationException("Quote returned null");
        }
        catch (Exception thrown)
        {
            throw new InvalidOperationException(guard.Fail(thrown).Reason);
        }
    }
}
