using System.Net;
using Relay.Core.Settings;
using Relay.Sdk.Mail;

namespace Relay.Host.Checks;

/// <summary>The relay's own name, the address of the admin endpoint, the From of reports.</summary>
internal static class HostRules
{
    public static void Check(CheckScope scope)
    {
        string hostname = scope.Settings.Hostname;
        if (!MailDomain.TryParse(hostname, out _))
            scope.Error("hostname", $"'{hostname}' is not a host name");
        else if (IPAddress.TryParse(hostname.Trim('[', ']').Replace("IPv6:", "", StringComparison.OrdinalIgnoreCase), out _))
            scope.Warn("hostname", $"'{hostname}' is an address; other hosts may refuse mail from a relay without a name (RFC 5321 §2.3.5 asks for " +
                "a fully qualified name)");
        else if (hostname.Contains('_', StringComparison.Ordinal))
            scope.Warn("hostname", $"'{hostname}' has an underscore, which host names may not have (RFC 1123 §2.1); other hosts may refuse mail " +
                "from it");
        else if (!hostname.Contains('.', StringComparison.Ordinal))
            scope.Warn("hostname", $"'{hostname}' has no domain; other hosts may refuse mail from it (RFC 5321 §2.3.5 asks for a fully qualified " +
                "name)");
        if (scope.Settings.Reports.From is { Length: > 0 } from && !Mailbox.TryParse(from, out _))
            scope.Error("reports.from", $"'{from}' is not a mailbox");
        if (scope.Settings.Admin.Address is { Length: > 0 } address)
            CheckAdmin(scope, address);
    }

    private static void CheckAdmin(CheckScope scope, string address)
    {
        if (!AddressText.TryParse(address, out IPEndPoint? endPoint))
            scope.Error("admin.address", $"'{address}' is not an address and port, as in 127.0.0.1:8025");
        else if (!IPAddress.IsLoopback(endPoint.Address))
            scope.Error("admin.address", $"{endPoint.Address} is not a loopback address; the endpoint gives power over the queue");
    }
}
