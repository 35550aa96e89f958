using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Relay.Core.Plugins.Compatibility;

/// <summary>Tells which interfaces of other assemblies may hold defaults for members of the SDK's interfaces.</summary>
/// <remarks>Such an interface is derived from the SDK's, and compilers list with an interface all that it is derived from, however far up.</remarks>
/// <param name="folder">The plugin's folder, where its libraries are.</param>
internal sealed class LibraryInterfaces(string folder)
{
    private readonly Dictionary<(string Assembly, string Name), bool> known = [];

    /// <summary>Whether the interface may; so too when it is not found or cannot be read.</summary>
    internal bool MayCompleteSdk(string assembly, string name)
    {
        // The frameworks know nothing of the SDK.
        if (SharedAssemblies.Contains(assembly))
            return assembly == SdkSurface.AssemblyName;
        if (!known.TryGetValue((assembly, name), out bool may))
            known.Add((assembly, name), may = Read(Path.Combine(folder, assembly + ".dll"), name));
        return may;
    }

    private static bool Read(string file, string name)
    {
        try
        {
            if (!File.Exists(file))
                return true;
            using FileStream stream = File.OpenRead(file);
            using var image = new PEReader(stream);
            return !image.HasMetadata || MayCompleteSdk(image.GetMetadataReader(), name);
        }
        catch (Exception e) when (DamagedImage.Explains(e))
        {
            return true;
        }
    }

    private static bool MayCompleteSdk(MetadataReader reader, string name)
    {
        foreach (TypeDefinitionHandle handle in reader.TypeDefinitions)
        {
            if (TypeNames.Of(reader, handle) == name)
                return reader.GetTypeDefinition(handle).GetInterfaceImplementations()
                    .Any(above => IsFromElsewhere(TypeUse.Of(reader, reader.GetInterfaceImplementation(above).Interface, [])));
        }

        return true;
    }

    private static bool IsFromElsewhere(TypeUse? above) =>
        above is null || (above.Assembly is { } assembly && (!SharedAssemblies.Contains(assembly) || assembly == SdkSurface.AssemblyName));
}
