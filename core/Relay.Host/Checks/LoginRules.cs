using System.Net;
using Relay.Core.Routing;
using Relay.Core.Settings;
using Relay.Core.Tls;
using Relay.Sdk.Routing;

namespace Relay.Host.Checks;

/// <summary>Logging in at next hops, and the port that they are reached on: a password must reach its server and no other host.</summary>
internal static class LoginRules
{
    // RFC 8314 §3.3.
    private const int SubmissionOverTls = 465;

    public static void Check(CheckScope scope)
    {
        foreach ((string name, TransportSettings transport) in scope.Settings.Transports)
        {
            RouteSettings[] routes = [.. scope.Settings.Routes.Where(route => route.Transport == name)];
            if (transport.Auth is { } auth)
                CheckLogin(scope, $"transports.{name}.auth", auth, routes);
        }

        foreach ((int index, RouteSettings route) in scope.Settings.Routes.Index())
            CheckPort(scope, $"routes[{index}].via", route);
    }

    private static void CheckLogin(CheckScope scope, string path, TransportAuthSettings auth, RouteSettings[] routes)
    {
        if (routes.Any(route => RouteTable.IsExchangers(route.Via)))
            scope.Warn(path, "a route with \"via\": \"mx\" uses this transport: the relay would log in at the mail exchangers of any domain; name " +
                "the smarthost in the route");
        if (auth.AllowUnverified && !auth.WithoutTls && !routes.All(IsOnThisMachine))
            scope.Warn($"{path}.allowUnverified", "the password goes to any host that answers at the next hop, whatever certificate it shows; name " +
                "the authority of its certificate in auth.authorities instead");
        if (auth.Authorities.Length > 0)
            CheckAuthorities(scope, $"{path}.authorities", auth.Authorities);
        if (auth is { AllowUnverified: false, WithoutTls: false }
            && routes.SelectMany(Hops).FirstOrDefault(hop => IPAddress.TryParse(hop.Host, out _)) is { } hop)
            scope.Warn(path, $"the certificate of {hop.Host} must be for that address, which certificates seldom are; name the host in the route, " +
                "or mail waits");
        if (auth.WithoutTls && !routes.All(IsOnThisMachine))
            scope.Warn($"{path}.withoutTls", "the password crosses the network in clear text where the host offers no TLS");
    }

    private static void CheckAuthorities(CheckScope scope, string path, string file)
    {
        try
        {
            AuthorityFile.Load(file);
        }
        catch (IOException e)
        {
            scope.Error(path, e.Message);
        }
    }

    private static void CheckPort(CheckScope scope, string path, RouteSettings route)
    {
        TransportTls tls = scope.Settings.Transports.TryGetValue(route.Transport, out TransportSettings? transport) ? transport.Tls
            : new TransportSettings().Tls;
        IReadOnlyList<NextHop> hops = Hops(route);
        if (tls != TransportTls.Implicit && hops.Any(hop => hop.Port == SubmissionOverTls))
            scope.Warn(path, $"port 465 is for TLS from the first octet (RFC 8314 §3.3), and the transport '{route.Transport}' waits for a " +
                "greeting in clear text; set its tls to implicit");
    }

    private static bool IsOnThisMachine(RouteSettings route) =>
        Hops(route) is { Count: > 0 } hops && hops.All(hop => IPAddress.TryParse(hop.Host, out IPAddress? address) && IPAddress.IsLoopback(address));

    private static IReadOnlyList<NextHop> Hops(RouteSettings route) =>
        !RouteTable.IsExchangers(route.Via) && NextHopText.TryParse(route.Via, out IReadOnlyList<NextHop> hops, out _) ? hops : [];
}
