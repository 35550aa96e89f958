using System.Collections.Immutable;
using Relay.Sdk.Lists;

namespace Relay.Core.Expansion;

/// <summary>The items of a list with the rules that all kinds of list share.</summary>
/// <remarks>
/// The first item that matches decides. When none does, the answer is no, unless the last item is a "not": then everything else is listed.
/// </remarks>
internal sealed class ItemList<TSubject>
{
    private readonly ImmutableArray<ListItem<TSubject>> items;
    private readonly Membership atTheEnd;

    public ItemList(ImmutableArray<ListItem<TSubject>> items)
    {
        this.items = items;
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
    public async ValueTask<Membership> AskAsync(TSubject subject, CancellationToken cancellationToken)
    {
        foreach (ListItem<TSubject> item in items)
        {
            if (await item.AskAsync(subject, cancellationToken) is { } answer)
                return answer;
        }

        return atTheEnd;
    }
}
