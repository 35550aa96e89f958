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

    public static void Domains(CheckScope scope, string path, string text)
    {
        if (!DomainList.TryParse(text, out _, out string? error))
            scope.Error(path, error);
    }
}
