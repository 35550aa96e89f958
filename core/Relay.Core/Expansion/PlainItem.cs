namespace Relay.Core.Expansion;

/// <summary>An item that never needs a lookup.</summary>
/// <param name="entry">As it stands in the list.</param>
/// <param name="test">Whether a subject matches.</param>
/// <param name="isConstant">False when what the test compares with may change while the relay runs.</param>
internal sealed class PlainItem<TSubject>(ListEntry entry, Func<TSubject, bool> test, bool isConstant = true) : ListItem<TSubject>(entry)
{
    public override bool IsConstant => isConstant;

    public override bool? Matches(TSubject subject) => test(subject);
}
