using Relay.Sdk.Mail;

namespace Relay.Sdk.Lists;

/// <summary>A list of domains, as a setting holds it: a property of this type takes a list in Exim's syntax.</summary>
/// <remarks>
/// Items: a domain, an address literal, <c>*tail</c> (<c>*.example</c> lists <c>a.example</c> but not <c>example</c>), <c>*</c> for all, <c>@</c>
/// for the relay's own name and <c>@[]</c> for
/// literals of its own addresses, each with <c>!</c> before it for "not". The first item that matches decides; after a list that ends in a "not",
/// all other domains are listed.
/// The empty list lists nothing.
/// </remarks>
public abstract class DomainList
{
    /// <summary>For the relay, which makes the lists of settings, and for fakes in tests.</summary>
    protected DomainList()
    {
    }

    /// <summary>The list without items; the usual default of a setting.</summary>
    public static DomainList None { get; } = new Fixed("", Membership.NotListed);

    /// <summary>The list <c>*</c>.</summary>
    public static DomainList Any { get; } = new Fixed("*", Membership.Listed("*"));

    /// <summary>Whether there is no item at all.</summary>
    public abstract bool IsEmpty { get; }

    /// <summary>Whether the answer follows from list and subject alone, so that it may be kept: nothing is looked up, and no answer is
    /// Unavailable.</summary>
    public abstract bool IsConstant { get; }

    /// <summary>Finds out whether the domain is in the list.</summary>
    /// <param name="domain">The domain.</param>
    /// <param name="cancellationToken">Ends a lookup; the list has a deadline of its own besides.</param>
    /// <returns>
    /// Yes, No, or Unavailable when a lookup that decides gave no answer. It completes at once, and allocates nothing, unless an item needs a lookup.
    /// </returns>
    public abstract ValueTask<Membership> MatchAsync(MailDomain domain, CancellationToken cancellationToken);

    /// <summary>The list as it was written.</summary>
    public abstract override string ToString();

    /// <summary>Lists that are written alike are equal.</summary>
    public sealed override bool Equals(object? obj) => obj is DomainList other && ToString() == other.ToString();

    /// <inheritdoc/>
    public sealed override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    private sealed class Fixed(string text, Membership answer) : DomainList
    {
        public override bool IsEmpty => text.Length == 0;

        public override bool IsConstant => true;

        public override ValueTask<Membership> MatchAsync(MailDomain domain, CancellationToken cancellationToken) => new(answer);

        public override string ToString() => text;
    }
}
