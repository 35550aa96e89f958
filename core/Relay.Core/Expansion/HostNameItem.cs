using Relay.Sdk.Lists;

namespace Relay.Core.Expansion;

/// <summary>A host name, or the end of host names, in a host list.</summary>
/// <param name="entry">As it stands in the list.</param>
/// <param name="pattern">Gives the name; asked each time, since the relay's own name is known only after the settings were read.</param>
internal sealed class HostNameItem(ListEntry entry, Func<NamePattern> pattern) : ListItem<HostQuestion>(entry)
{
    public override bool IsConstant => false;

    // The name of a next hop is known. The names of a client must be looked up.
    public override bool? Matches(HostQuestion question) => question.Host.IsClient ? null : pattern().Matches(question.Host.Name);

    public override async ValueTask<Membership?> AskAsync(HostQuestion question, CancellationToken cancellationToken)
    {
        if (question is not { Host: { IsClient: true, Address: { } address }, Names: { } names })
            return AnswerOf(Matches(question) ?? false);
        NamePattern wanted = pattern();
        if (!wanted.IsTail)
            return Judge(await names.AddressesAsync(wanted.Text, cancellationToken), address.Equals, wanted.Text);
        return Judge(await names.NamesAsync(cancellationToken), name => wanted.Matches(name), address);
    }

    // A name without addresses, or a client without names, cannot be compared: the list ends there, and the client is not listed (as in Exim).
    private Membership? Judge<TFound>(IReadOnlyList<TFound>? found, Func<TFound, bool> matches, object about)
    {
        if (found is null)
            return Membership.NotKnown($"the DNS gave no answer about {about}");
        return found.Count == 0 ? Membership.NotListed : AnswerOf(found.Any(matches));
    }
}
