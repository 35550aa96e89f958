using System.Net;
using Relay.Core.Settings;
using Relay.Sdk.Mail;

namespace Relay.Host.Checks;

/// <summary>The ways of sending.</summary>
internal static class TransportRules
{
    public static void Check(CheckScope scope)
    {
        foreach ((string name, TransportSettings transport) in scope.Settings.Transports)
        {
            string path = $"transports.{name}";
            if (transport.Helo.Length > 0 && !MailDomain.TryParse(transport.Helo, out _))
                scope.Error($"{path}.helo", $"'{transport.Helo}' is neither a host name nor an address literal, as in [192.0.2.1] (RFC 5321 " +
                    "§4.1.1.1)");
            if (transport.Interface.Length > 0 && !IPAddress.TryParse(transport.Interface, out _))
                scope.Error($"{path}.interface", $"'{transport.Interface}' is not an address of this machine");
            if (transport.Tls == TransportTls.Off && !transport.HostsRequireTls.IsEmpty)
                scope.Error($"{path}.hostsRequireTls", "tls is off, so nothing could be delivered to these hosts");
            if (transport.Auth is { WithoutTls: false } && transport.Tls == TransportTls.Off)
                scope.Error($"{path}.auth", "tls is off, and auth.withoutTls is false: the relay could never log in");
        }
    }
}
