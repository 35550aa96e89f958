using System.Reflection.Metadata;

namespace Relay.Core.Plugins.Compatibility;

/// <summary>Full names of types in metadata: namespace, then the types from the outside in, parted by +.</summary>
internal static class TypeNames
{
    // Damaged metadata may nest a type in itself.
    private const int Deepest = 32;

    internal static string Of(MetadataReader reader, TypeDefinitionHandle handle, int depth = 0)
    {
        TypeDefinition type = reader.GetTypeDefinition(handle);
        string name = reader.GetString(type.Name);
        if (!type.GetDeclaringType().IsNil)
            return $"{Of(reader, type.GetDeclaringType(), Deeper(depth))}+{name}";
        return type.Namespace.IsNil ? name : $"{reader.GetString(type.Namespace)}.{name}";
    }

    internal static string Of(MetadataReader reader, TypeReferenceHandle handle, int depth = 0)
    {
        TypeReference type = reader.GetTypeReference(handle);
        string name = reader.GetString(type.Name);
        if (type.ResolutionScope.Kind == HandleKind.TypeReference)
            return $"{Of(reader, (TypeReferenceHandle)type.ResolutionScope, Deeper(depth))}+{name}";
        return type.Namespace.IsNil ? name : $"{reader.GetString(type.Namespace)}.{name}";
    }

    /// <summary>The name of a type definition or reference; empty for anything else.</summary>
    internal static string Of(MetadataReader reader, EntityHandle handle) => handle.Kind switch
    {
        HandleKind.TypeDefinition => Of(reader, (TypeDefinitionHandle)handle),
        HandleKind.TypeReference => Of(reader, (TypeReferenceHandle)handle),
        _ => "",
    };

    /// <summary>The assembly that a type reference points to; null when it points elsewhere.</summary>
    internal static string? AssemblyOf(MetadataReader reader, TypeReferenceHandle handle)
    {
        EntityHandle scope = reader.GetTypeReference(handle).ResolutionScope;
        for (int depth = 0; scope.Kind == HandleKind.TypeReference; depth = Deeper(depth))
            scope = reader.GetTypeReference((TypeReferenceHandle)scope).ResolutionScope;
        return scope.Kind == HandleKind.AssemblyReference ? reader.GetString(reader.GetAssemblyReference((AssemblyReferenceHandle)scope).Name) : null;
    }

    private static int Deeper(int depth) => depth < Deepest ? depth + 1 : throw new BadImageFormatException("types are nested too deeply");
}
