using System.Reflection;
using System.Reflection.Metadata;

namespace Relay.Core.Plugins.Compatibility;

/// <summary>Finds the abstract SDK members that an assembly's classes ought to have and do not: the runtime would refuse such a class when it is
/// first used.</summary>
internal static class SdkImplementations
{
    internal static IEnumerable<string> Missing(MetadataReader reader, SdkSurface sdk, string folder)
    {
        LibraryInterfaces libraries = new(folder);
        Dictionary<string, TypeDefinitionHandle> own = reader.TypeDefinitions.ToDictionary(handle => TypeNames.Of(reader, handle),
            StringComparer.Ordinal);
        foreach (TypeDefinitionHandle handle in reader.TypeDefinitions)
        {
            if ((reader.GetTypeDefinition(handle).Attributes & (TypeAttributes.Interface | TypeAttributes.Abstract)) != 0)
                continue;
            ClassMembers members = new(reader, sdk, libraries, own);
            members.Take(handle, []);
            foreach (SdkRequirement requirement in members.Missing)
                yield return $"{TypeNames.Of(reader, handle)} lacks {requirement}";
        }
    }
}
