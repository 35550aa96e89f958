using System.Collections.Immutable;
using Relay.Sdk.Lists;
using Relay.Sdk.Mail;

namespace Relay.Core.Expansion;

/// <summary>Reads lists in Exim's syntax. Items that need a lookup table, a file, a regular expression or expansion are not available yet.</summary>
public static class ListParser
{
    private const string Caseful = "+caseful";

    /// <summary>Reads a host list.</summary>
    /// <param name="text">The list.</param>
    /// <param name="services">What items ask when they are compared; without it, items that need a lookup are Unavailable.</param>
    /// <exception cref="ListSyntaxException">Some items are wrong; the message tells all of them.</exception>
    public static HostList Hosts(string text, ExpansionServices? services = null) => Parse(text, services, TryHosts);

    /// <summary>Reads a domain list.</summary>
    /// <exception cref="ListSyntaxException">Some items are wrong; the message tells all of them.</exception>
    public static DomainList Domains(string text, ExpansionServices? services = null) => Parse(text, services, TryDomains);

    /// <summary>Reads an address list.</summary>
    /// <exception cref="ListSyntaxException">Some items are wrong; the message tells all of them.</exception>
    public static AddressList Addresses(string text, ExpansionServices? services = null) => Parse(text, services, TryAddresses);

    /// <summary>Reads a host list, or tells all wrong items and gives null.</summary>
    public static HostList? TryHosts(string text, ExpansionServices services, ICollection<ListProblem> problems)
    {
        ImmutableArray<ListItem<HostQuestion>>? items = Read(text, holdsHosts: true, entry => HostItems.Read(entry, services, problems), problems);
        return items is null ? null : new ItemizedHostList(text, new ItemList<HostQuestion>(items.Value, services.Clock), services);
    }

    /// <summary>Reads a domain list, or tells all wrong items and gives null.</summary>
    public static DomainList? TryDomains(string text, ExpansionServices services, ICollection<ListProblem> problems)
    {
        ImmutableArray<ListItem<MailDomain>>? items = Read(text, holdsHosts: false, entry => DomainItems.Read(entry, services, problems), problems);
        return items is null ? null : new ItemizedDomainList(text, new ItemList<MailDomain>(items.Value, services.Clock));
    }

    /// <summary>Reads an address list, or tells all wrong items and gives null.</summary>
    public static AddressList? TryAddresses(string text, ExpansionServices services, ICollection<ListProblem> problems)
    {
        bool caseful = false;
        ImmutableArray<ListItem<ReversePath>>? items = Read(text, holdsHosts: false, ReadItem, problems);
        return items is null ? null : new ItemizedAddressList(text, new ItemList<ReversePath>(items.Value, services.Clock));

        ListItem<ReversePath>? ReadItem(ListEntry entry)
        {
            if (entry is not { Text: Caseful, Negated: false })
                return AddressItems.Read(entry, caseful, services, problems);
            caseful = true;
            return null;
        }
    }

    private static ImmutableArray<TItem>? Read<TItem>(string text, bool holdsHosts, Func<ListEntry, TItem?> read, ICollection<ListProblem> problems)
        where TItem : class
    {
        int before = problems.Count;
        var reader = new ListReader(text, holdsHosts, problems);
        ImmutableArray<TItem>.Builder items = ImmutableArray.CreateBuilder<TItem>();
        while (reader.TryRead(out ListEntry entry))
        {
            if (read(entry) is { } item)
                items.Add(item);
        }

        return problems.Count == before ? items.ToImmutable() : null;
    }

    private static TList Parse<TList>(string text, ExpansionServices? services,
        Func<string, ExpansionServices, ICollection<ListProblem>, TList?> read)
        where TList : class
    {
        var problems = new List<ListProblem>();
        return read(text, services ?? new ExpansionServices(TimeProvider.System), problems) ?? throw new ListSyntaxException(problems);
    }
}
