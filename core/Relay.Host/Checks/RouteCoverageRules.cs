using Relay.Core.Routing;
using Relay.Core.Settings;
using Relay.Sdk.Lists;
using Relay.Sdk.Mail;

namespace Relay.Host.Checks;

/// <summary>Mail that no route takes, routes that no mail reaches, and transports that no route uses.</summary>
internal static class RouteCoverageRules
{
    // Domains that no administrator names in a route: a route that takes all of them takes every domain.
    private static readonly string[] Strangers = ["nobody-names-this-1.com", "nobody-names-this-2.net", "nobody-names-this-3.example"];

    public static void Check(CheckScope scope)
    {
        IReadOnlyList<RouteSettings> routes = scope.Settings.Routes;
        if (routes.Count > 0 && !routes.Any(route => TakesAll(route.Domains)))
            scope.Warn("routes", "no route takes every domain: mail for a domain that no route names is returned to its sender, and a report to " +
                "such a domain is lost; end with { \"domains\": \"*\" }");
        CheckReach(scope, routes);
        CheckOwnDomains(scope, routes);
        CheckTransports(scope);
    }

    private static bool TakesAll(DomainList list) => Array.TrueForAll(Strangers, domain => OpenRelayRule.Lists(list, domain));

    private static void CheckReach(CheckScope scope, IReadOnlyList<RouteSettings> routes)
    {
        int? all = null;
        foreach ((int index, RouteSettings route) in routes.Index())
        {
            if (all is { } before)
                scope.Warn($"routes[{index}].domains", $"no mail comes this far: routes[{before}] takes every domain");
            else if (route.Domains.ToString().AsSpan().Trim() is "*")
                all = index;
        }
    }

    // A domain may go by its MX when the relay stands in for another; then a route says so.
    private static void CheckOwnDomains(CheckScope scope, IReadOnlyList<RouteSettings> routes)
    {
        foreach (string domain in Named(scope.Settings.Accept.RelayToDomains.ToString()))
        {
            string probe = domain.StartsWith('*') ? "host" + domain[1..] : domain;
            if (!MailDomain.TryParse(probe, out _))
                continue;
            RouteSettings? route = routes.FirstOrDefault(route => OpenRelayRule.Lists(route.Domains, probe));
            if (route is null)
                scope.Warn("accept.relayToDomains", $"no route takes {domain}: its mail is accepted and then returned");
            else if (TakesAll(route.Domains) && RouteTable.IsExchangers(route.Via))
                scope.Warn("accept.relayToDomains", $"{domain} has no route of its own and goes by its MX records, which usually name this relay; " +
                    "give it a route to its mail server");
        }
    }

    private static void CheckTransports(CheckScope scope)
    {
        foreach (string name in scope.Settings.Transports.Keys)
            if (!scope.Settings.Routes.Any(route => route.Transport == name))
                scope.Warn($"transports.{name}", "no route uses this transport");
    }

    // The plain items of a list; what is negated, or matches everything, names no domain.
    private static IEnumerable<string> Named(string list)
    {
        string text = list.Trim();
        char separator = ':';
        if (text.StartsWith('<') && text.Length > 1)
            (separator, text) = (text[1], text[2..]);
        return text.Split(separator, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Where(item => item[0] is not ('!' or '@' or '^' or '$' or '+' or '[') && item is not "*")
            .Select(item => item.ToLowerInvariant());
    }
}
