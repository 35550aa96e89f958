using Relay.Core.Storage;

namespace Relay.Host.Checks;

/// <summary>Whether the process may open as many files and sockets as the settings promise sessions and connections.</summary>
internal static class LimitRules
{
    // A delivery reads the content from a file beside its connection.
    private const int PerConnection = 2;

    public static void Check(CheckScope scope)
    {
        if (DescriptorLimit.OfThisProcess is { } limit)
            Check(scope, limit);
    }

    internal static void Check(CheckScope scope, DescriptorLimit limit)
    {
        (long sessions, long connections) = (scope.Settings.Accept.MaxSessions, (long)PerConnection * scope.Settings.Delivery.MaxConnections);
        long needed = sessions + connections + DescriptorLimit.AtRest + limit.Reserve;
        if (needed <= limit.Most)
            return;
        scope.Warn(
            sessions >= connections ? "accept.maxSessions" : "delivery.maxConnections",
            $"this process may open {limit.Most} files and sockets, too few for {sessions} sessions and {scope.Settings.Delivery.MaxConnections} " +
            $"connections: clients beyond descriptor {limit.HighestForClients} get 421; raise the limit (LimitNOFILE of systemd, ulimit -n) to " +
            $"{needed}, or lower these settings");
    }
}
