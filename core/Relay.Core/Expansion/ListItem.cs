using Relay.Sdk.Lists;

namespace Relay.Core.Expansion;

/// <summary>One item of a list, ready to be compared.</summary>
/// <typeparam name="TSubject">What the list is asked about.</typeparam>
internal abstract class ListItem<TSubject>(ListEntry entry)
{
    private readonly Membership matched = entry.Negated ? Membership.NotListed : Membership.Listed(entry.Text);

    /// <summary>Whether the item began with <c>!</c>.</summary>
    public bool IsNegated { get; } = entry.Negated;

    /// <summary>Whether the answer follows from the item and its subject alone.</summary>
    public abstract bool IsConstant { get; }

    /// <summary>Compares without looking anything up.</summary>
    /// <returns>Null when the item needs a lookup for this subject.</returns>
    public abstract bool? Matches(TSubject subject);

    /// <summary>Compares, and looks up what is needed.</summary>
    /// <returns>
    /// What the list answers when this item decides: Yes, No (also when the item cannot be decided for good), or Unavailable. Null when the next item
    /// is to be tried.
    /// </returns>
    public virtual ValueTask<Membership?> AskAsync(TSubject subject, CancellationToken cancellationToken) => new(AnswerOf(Matches(subject) ?? false));

    /// <summary>What the list answers: null, so that the next item is tried, when this item does not match.</summary>
    public Membership? AnswerOf(bool matches) => matches ? matched : null;
}
