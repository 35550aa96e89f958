using System.Reflection.Metadata;

namespace Relay.Core.Plugins.Compatibility;

/// <summary>Finds the assemblies that a plugin needs and that nobody brings.</summary>
/// <remarks>Asked of the entry assembly only: libraries may refer to what they never use.</remarks>
internal static class OtherReferences
{
    internal static IEnumerable<string> Missing(MetadataReader reader, string folder)
    {
        foreach (AssemblyReferenceHandle handle in reader.AssemblyReferences)
        {
            AssemblyReference reference = reader.GetAssemblyReference(handle);
            string name = reader.GetString(reference.Name);
            if (SharedAssemblies.Contains(name))
                continue;
            if (name is "Relay.Core" or "relay")
                yield return $"refers to {name}, which is the relay's own; plugins see {SdkSurface.AssemblyName} only";
            else if (!Directory.EnumerateFiles(folder, name + ".dll", SearchOption.AllDirectories).Any())
                yield return $"needs {name} {reference.Version}, which is not in its folder; publish the plugin with its dependencies";
        }
    }
}
