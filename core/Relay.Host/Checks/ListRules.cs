using Relay.Core.Expansion;

namespace Relay.Host.Checks;

/// <summary>Host and domain lists.</summary>
internal static class ListRules
{
    public static void Hosts(CheckScope scope, string path, string text)
    {
        if (!HostList.TryParse(text, out _, out string? error))
            scope.Error(path, error);
    }

    /// <summary>A host list whose names nobody looks up.</summary>
    public static void Addresses(CheckScope scope, string path, string text)
    {
        if (!HostList.TryParse(text, out HostList? list, out string? error))
            scope.Error(path, error);
        else if (list.NeedsHostName)
            scope.Warn(path, "host names never match here; write addresses or blocks");
    }

    public static void Domains(CheckScope scope, string path, string text)
    {
        if (!DomainList.TryParse(text, out _, out string? error))
            scope.Error(path, error);
    }
}
