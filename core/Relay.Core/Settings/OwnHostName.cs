using System.Net.NetworkInformation;

namespace Relay.Core.Settings;

/// <summary>The machine's host name, with its domain where the system knows one.</summary>
internal static class OwnHostName
{
    public static string Find()
    {
        IPGlobalProperties properties = IPGlobalProperties.GetIPGlobalProperties();
        string host = properties.HostName;
        string domain = properties.DomainName;
        return host.Contains('.', StringComparison.Ordinal) || domain is "" or "(none)" ? host : $"{host}.{domain}";
    }
}
