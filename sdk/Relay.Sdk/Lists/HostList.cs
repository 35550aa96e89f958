namespace Relay.Sdk.Lists;

/// <summary>A list of hosts, as a setting holds it: a property of this type takes a list in Exim's syntax.</summary>
/// <remarks>
/// Items: an address, a block such as <c>192.0.2.0/24</c>, a host name, <c>*tail</c> of host names, <c>*</c> for all, <c>@</c> for the relay's own
/// name and <c>@[]</c> for the addresses of
/// its machine, each with <c>!</c> before it for "not". The first item that matches decides; after a list that ends in a "not", all other hosts are
/// listed.
/// The empty list lists nothing. A host without the name that an item needs is not listed, and the items behind it do not count: put addresses first.
/// </remarks>
public abstract class HostList
{
    /// <summary>For the relay, which makes the lists of settings, and for fakes in tests.</summary>
    protected HostList()
    {
    }

    /// <summary>The list without items; the usual default of a setting.</summary>
    public static HostList None { get; } = new Fixed("", Membership.NotListed);

    /// <summary>The list <c>*</c>.</summary>
    public static HostList Any { get; } = new Fixed("*", Membership.Listed("*"));

    /// <summary>Whether there is no item at all.</summary>
    public abstract bool IsEmpty { get; }

    /// <summary>Whether the answer follows from list and subject alone, so that it may be kept: nothing is looked up, and no answer is
    /// Unavailable.</summary>
    public abstract bool IsConstant { get; }

    /// <summary>Finds out whether the host is in the list.</summary>
    /// <param name="host">The host.</param>
    /// <param name="cancellationToken">Ends a lookup; the list has a deadline of its own besides.</param>
    /// <returns>
    /// Yes, No, or Unavailable when a lookup that decides gave no answer. It completes at once, and allocates nothing, unless an item needs a lookup.
    /// </returns>
    public abstract ValueTask<Membership> MatchAsync(HostSubject host, CancellationToken cancellationToken);

    /// <summary>The list as it was written.</summary>
    public abstract override string ToString();

    /// <summary>Lists that are written alike are equal.</summary>
    public sealed override bool Equals(object? obj) => obj is HostList other && ToString() == other.ToString();

    /// <inheritdoc/>
    public sealed override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    private sealed class Fixed(string text, Membership answer) : HostList
    {
        public override bool IsEmpty => text.Length == 0;

        public override bool IsConstant => true;

        public override ValueTask<Membership> MatchAsync(HostSubject host, CancellationToken cancellationToken) => new(answer);

        public override string ToString() => text;
    }
}
