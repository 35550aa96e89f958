using System.Collections.Immutable;
using Relay.Sdk.Lists;

namespace Relay.Core.Expansion;

/// <summary>The items of a list with the rules that all kinds of list share.</summary>
/// <remarks>
/// The first item that matches decides. When none does, the answer is no, unless the last item is a "not": then everything else is listed.
/// </remarks>
internal sealed class ItemList<TSubject>
{
    private static readonly TimeSpan LookupLimit = TimeSpan.FromSeconds(10);

    private readonly ImmutableArray<ListItem<TSubject>> items;
    private readonly TimeProvider clock;
    private readonly Membership atTheEnd;

    /// <param name="items">The items in their order.</param>
    /// <param name="clock">For the deadline of lookups.</param>
    public ItemList(ImmutableArray<ListItem<TSubject>> items, TimeProvider clock)
    {
        (this.items, this.clock) = (items, clock);
        IsConstant = items.All(static item => item.IsConstant);
        atTheEnd = items is [.., { IsNegated: true }] ? Membership.Listed("") : Membership.NotListed;
    }

    public bool IsEmpty => items.IsEmpty;

    /// <summary>Whether every answer follows from the list and its subject alone.</summary>
    public bool IsConstant { get; }

    /// <summary>Answers without looking anything up; null when an item that is reached needs a lookup.</summary>
    public Membership? Match(TSubject subject)
    {
        foreach (ListItem<TSubject> item in items)
        {
            if (item.Matches(subject) is not { } matches)
                return null;
            if (item.AnswerOf(matches) is { } answer)
                return answer;
        }

        return atTheEnd;
    }

    /// <summary>Answers, and looks up what is needed.</summary>
    /// <returns>Unavailable when all lookups together take longer than 10 seconds.</returns>
    /// <exception cref="OperationCanceledException">The caller's token fired.</exception>
    public async ValueTask<Membership> AskAsync(TSubject subject, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(LookupLimit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            foreach (ListItem<TSubject> item in items)
            {
                if (await item.AskAsync(subject, either.Token) is { } answer)
                    return answer;
            }

            return atTheEnd;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Membership.NotKnown($"its lookups gave no answer within {LookupLimit.TotalSeconds} s");
        }
    }
}
