using Relay.Core.Expansion;
using Relay.Sdk.Expressions;
using Relay.Sdk.Lists;

namespace Relay.Core.Settings.Binding;

/// <summary>Binds lists and expressions.</summary>
internal static class ExpansionText
{
    /// <returns>Null for all other types.</returns>
    public static ValueKind? KindOf(Type type)
    {
        if (type == typeof(HostList) || type == typeof(DomainList) || type == typeof(AddressList))
            return ValueKind.ItemList;
        return type == typeof(Expression) ? ValueKind.Expression : null;
    }

    /// <summary>What is expected, for an error message and the administrator's table.</summary>
    public static string Expected(Type type) =>
        type == typeof(HostList) ? "a host list"
        : type == typeof(DomainList) ? "a domain list"
        : type == typeof(AddressList) ? "an address list"
        : "text to expand";

    /// <summary>How a list of items is written, for a list in JSON that stands in its place.</summary>
    public static string HowToWrite(Type type)
    {
        string items = type == typeof(HostList) ? "127.0.0.1 : 192.0.2.0/24"
            : type == typeof(DomainList) ? "ours.example : *.ours.example"
            : "bob@ours.example : *@corp.example";
        return $"one text with colons between the items, as in \"{items}\"";
    }

    /// <summary>Reads the text of a setting.</summary>
    /// <param name="type">A type that <see cref="KindOf"/> knows.</param>
    /// <param name="text">The text.</param>
    /// <param name="services">What the list or the expression will ask.</param>
    /// <param name="problems">Gets all that is wrong.</param>
    /// <returns>Null after a problem.</returns>
    public static object? Read(Type type, string text, ExpansionServices services, ICollection<ListProblem> problems) =>
        type == typeof(HostList) ? ListParser.TryHosts(text, services, problems)
        : type == typeof(DomainList) ? ListParser.TryDomains(text, services, problems)
        : type == typeof(AddressList) ? ListParser.TryAddresses(text, services, problems)
        : ExpressionParser.TryParse(text, problems);
}
