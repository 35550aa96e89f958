using System.Net;
using Relay.Sdk.Mail;

namespace Relay.Core.Expansion;

/// <summary>Reads the items of domain lists.</summary>
internal static class DomainItems
{
    private const string What = "a domain";

    /// <returns>Null after a fault, which <paramref name="problems"/> has.</returns>
    public static ListItem<MailDomain>? Read(ListEntry entry, ExpansionServices services, ICollection<ListProblem> problems)
    {
        if (TestOf(entry.Text, services) is var (test, isConstant))
            return new PlainItem<MailDomain>(entry, test, isConstant);
        if (ItemSyntax.Unavailable(entry, What) is { } unavailable)
            problems.Add(entry.Problem(unavailable));
        else if (!NamePattern.TryParse(entry.Text, What, out NamePattern? pattern, out string? fault))
            problems.Add(entry.Problem(ItemSyntax.Fault(entry, fault)));
        else
            return new PlainItem<MailDomain>(entry, domain => pattern.Matches(domain.Value));
        return null;
    }

    /// <summary>The test of an item without a name: the empty one, <c>@</c> and <c>@[]</c>; null for all others.</summary>
    public static (Func<MailDomain, bool> Test, bool IsConstant)? TestOf(string text, ExpansionServices services) => text switch
    {
        "" => (static domain => domain.Value.Length == 0, true),
        "@" => (domain => domain.Value.Equals(services.Hostname, StringComparison.OrdinalIgnoreCase), true),
        "@[]" => (domain => domain.TryGetAddress(out IPAddress? address) && services.IsOwnAddress(address!), false),
        _ => null,
    };
}
