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

    /// <summary>Reads the text of a setting.</summary>
    /// <param name="type">One that <see cref="KindOf"/> knows.</param>
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
