using System.Runtime.Versioning;

namespace Relay.Core.Plugins.Compatibility;

/// <summary>Says whether an assembly's target framework runs here.</summary>
internal static class TargetFrameworks
{
    /// <returns>What is wrong; null when it runs, or does not say.</returns>
    internal static string? Objection(string? framework)
    {
        if (framework is null)
            return null;
        FrameworkName name;
        try
        {
            name = new FrameworkName(framework);
        }
        catch (ArgumentException)
        {
            return $"has the target framework '{framework}', which is not a target framework";
        }

        Version host = Environment.Version;
        return name.Identifier switch
        {
            ".NETStandard" => null,
            ".NETCoreApp" when name.Version <= new Version(host.Major, host.Minor) => null,
            ".NETCoreApp" =>
                $"is built for .NET {name.Version}, and the relay runs on .NET {host.Major}.{host.Minor}; build it for net{host.Major}.{host.Minor}",
            _ => $"is built for {name.Identifier} {name.Version}; build it for net{host.Major}.{host.Minor}",
        };
    }
}
