using Relay.Core.Routing;
using Relay.Core.Scheduling.Retry;
using Relay.Core.Settings;
using Relay.Sdk.Routing;

namespace Relay.Host.Checks;

/// <summary>Routes, retry rules and rates, as the parts that use them read them.</summary>
internal static class RoutingRules
{
    public static void Check(CheckScope scope)
    {
        if (scope.Settings.Routes.Count == 0)
            scope.Warn("routes", "there is no route: mail that no plugin routes can be delivered nowhere");
        var problems = new List<string>();
        RouteTable.Read(scope.Settings, problems);
        CheckLoops(scope.Settings, problems);
        CheckHostsNamedMx(scope);
        RetryTable.Read(scope.Settings.Retry, problems);
        foreach ((string name, TransportSettings transport) in scope.Settings.Transports)
        {
            CheckRate($"transports.{name}.messageRate", transport.MessageRate, problems);
            CheckRate($"transports.{name}.connectionRate", transport.ConnectionRate, problems);
        }

        // Each begins with its path: "routes[0].via: …".
        foreach (string problem in problems)
        {
            int end = problem.IndexOf(": ", StringComparison.Ordinal);
            scope.Error(problem[..end], problem[(end + 2)..]);
        }
    }

    private static void CheckLoops(RelaySettings settings, List<string> problems)
    {
        var own = OwnHost.Of(settings, TimeProvider.System);
        foreach ((int index, RouteSettings route) in settings.Routes.Index())
        {
            // One of several is left out when mail is routed: relays that stand for each other share their settings.
            if (NextHopText.TryParse(route.Via, out IReadOnlyList<NextHop> hops, out _) && hops.Count > 0 && hops.All(own.Listens))
                problems.Add($"routes[{index}].via: the relay itself listens at {NextHopText.Canonical(hops)}, so the mail would come back to it");
        }
    }

    private static void CheckHostsNamedMx(CheckScope scope)
    {
        foreach ((int index, RouteSettings route) in scope.Settings.Routes.Index())
            if (!RouteTable.IsExchangers(route.Via) && NextHopText.TryParse(route.Via, out IReadOnlyList<NextHop> hops, out _)
                && hops.Any(static hop => RouteTable.IsExchangers(hop.Host)))
                scope.Warn($"routes[{index}].via", $"'{route.Via}' names a host called mx; the mail exchangers of each domain are \"mx\" alone, " +
                    "without a port or another host");
    }

    private static void CheckRate(string path, string text, List<string> problems)
    {
        if (!Rate.TryParse(text, out _, out string? problem))
            problems.Add($"{path}: {problem}");
    }
}
