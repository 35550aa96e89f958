using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Relay.Core.Plugins.Compatibility;
using Relay.Sdk.Plugins;

namespace Relay.Core.Plugins;

/// <summary>What an assembly says about itself, read without loading it.</summary>
/// <param name="Name">The assembly's name.</param>
/// <param name="Version">The informational version, else the assembly version.</param>
/// <param name="PluginId">From the RelayPlugin attribute; null without one.</param>
/// <param name="TargetFramework">As in .NETCoreApp,Version=v10.0; null when it does not say.</param>
internal sealed record PluginImage(string Name, string Version, string? PluginId, string? TargetFramework)
{
    /// <returns>Null when the file is no .NET assembly.</returns>
    internal static PluginImage? TryRead(string path) => TryRead(path, Read);

    /// <summary>The assembly version, which references ask for.</summary>
    /// <returns>Null when the file is no .NET assembly.</returns>
    internal static Version? VersionOf(string path) => TryRead(path, static reader => reader.GetAssemblyDefinition().Version);

    internal static PluginImage Read(MetadataReader reader)
    {
        AssemblyDefinition assembly = reader.GetAssemblyDefinition();
        string? informational = AssemblyAttributes.FirstArgument(reader, typeof(AssemblyInformationalVersionAttribute).FullName!);
        return new PluginImage(
            reader.GetString(assembly.Name),
            informational ?? assembly.Version.ToString(3),
            AssemblyAttributes.FirstArgument(reader, typeof(RelayPluginAttribute).FullName!),
            AssemblyAttributes.FirstArgument(reader, typeof(System.Runtime.Versioning.TargetFrameworkAttribute).FullName!));
    }

    private static T? TryRead<T>(string path, Func<MetadataReader, T> read)
        where T : class
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            using var image = new PEReader(file);
            if (!image.HasMetadata)
                return null;
            MetadataReader reader = image.GetMetadataReader();
            return reader.IsAssembly ? read(reader) : null;
        }
        catch (Exception e) when (DamagedImage.Explains(e))
        {
            return null;
        }
    }
}
