using Relay.Sdk.Mail;

namespace Relay.Sdk.Lists;

/// <summary>A list of mail addresses, as a setting holds it: a property of this type takes a list in Exim's syntax.</summary>
/// <remarks>
/// Items: <c>local@domain</c>, <c>*tail@domain</c>, <c>*@domain</c>, where the domain is an item of a <see cref="DomainList"/>; a domain alone for
/// all its addresses; <c>*</c> for every mailbox;
/// an empty item for the null reverse-path; each with <c>!</c> before it for "not". Local parts compare without case up to an item <c>+caseful</c>.
/// The first item that
/// matches decides; after a list that ends in a "not", all other addresses are listed. The empty list lists nothing.
/// </remarks>
public abstract class AddressList
{
    /// <summary>For the relay, which makes the lists of settings, and for fakes in tests.</summary>
    protected AddressList()
    {
    }

    /// <summary>The list without items; the usual default of a setting.</summary>
    public static AddressList None { get; } = new Fixed("", Membership.NotListed);

    /// <summary>The list <c>*</c>.</summary>
    public static AddressList Any { get; } = new Fixed("*", Membership.Listed("*"));

    /// <summary>Whether there is no item at all.</summary>
    public abstract bool IsEmpty { get; }

    /// <summary>Whether the answer follows from list and subject alone, so that it may be kept: nothing is looked up, and no answer is
    /// Unavailable.</summary>
    public abstract bool IsConstant { get; }

    /// <summary>Finds out whether the address is in the list.</summary>
    /// <param name="address">The address; the null reverse-path is listed by an empty item alone.</param>
    /// <param name="cancellationToken">Ends a lookup; the list has a deadline of its own besides.</param>
    /// <returns>
    /// Yes, No, or Unavailable when a lookup that decides gave no answer. It completes at once, and allocates nothing, unless an item needs a lookup.
    /// </returns>
    public abstract ValueTask<Membership> MatchAsync(ReversePath address, CancellationToken cancellationToken);

    /// <summary>Finds out whether a mailbox is in the list.</summary>
    /// <returns>As for a reverse-path.</returns>
    public ValueTask<Membership> MatchAsync(Mailbox mailbox, CancellationToken cancellationToken) =>
        MatchAsync(ReversePath.From(mailbox), cancellationToken);

    /// <summary>The list as it was written.</summary>
    public abstract override string ToString();

    /// <summary>Lists that are written alike are equal.</summary>
    public sealed override bool Equals(object? obj) => obj is AddressList other && ToString() == other.ToString();

    /// <inheritdoc/>
    public sealed override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    private sealed class Fixed(string text, Membership answer) : AddressList
    {
        public override bool IsEmpty => text.Length == 0;

        public override bool IsConstant => true;

        // No item but the empty one lists the null reverse-path.
        public override ValueTask<Membership> MatchAsync(ReversePath address, CancellationToken cancellationToken) =>
            new(address.IsNull ? Membership.NotListed : answer);

        public override string ToString() => text;
    }
}
