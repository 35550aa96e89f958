using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace Relay.Core.Plugins.Compatibility;

/// <summary>A use of a type, perhaps with generic arguments.</summary>
/// <param name="Name">The type's full name.</param>
/// <param name="Assembly">The assembly that it is taken from; null for the same assembly.</param>
/// <param name="Arguments">The generic arguments.</param>
internal sealed record TypeUse(string Name, string? Assembly, ImmutableArray<string> Arguments)
{
    /// <summary>Reads a definition, a reference or an instantiation of a generic type; null for anything else, such as an array.</summary>
    internal static TypeUse? Of(MetadataReader reader, EntityHandle handle, ImmutableArray<string> context)
    {
        if (handle.Kind == HandleKind.TypeReference)
            return new TypeUse(TypeNames.Of(reader, handle), TypeNames.AssemblyOf(reader, (TypeReferenceHandle)handle), []);
        if (handle.Kind == HandleKind.TypeDefinition)
            return new TypeUse(TypeNames.Of(reader, handle), null, []);
        if (handle.Kind != HandleKind.TypeSpecification)
            return null;
        BlobReader blob = reader.GetBlobReader(reader.GetTypeSpecification((TypeSpecificationHandle)handle).Signature);
        if (blob.ReadSignatureTypeCode() != SignatureTypeCode.GenericTypeInstance)
            return null;
        // ECMA-335 II.23.2.12: CLASS or VALUETYPE, the generic type, the number of arguments, the arguments.
        blob.ReadCompressedInteger();
        EntityHandle named = blob.ReadTypeHandle();
        if (named.Kind == HandleKind.TypeSpecification || Of(reader, named, context) is not { } generic)
            return null;
        var decoder = new SignatureDecoder<string, ImmutableArray<string>>(SignatureText.Instance, reader, context);
        ImmutableArray<string>.Builder arguments = ImmutableArray.CreateBuilder<string>();
        for (int count = blob.ReadCompressedInteger(); count > 0; count--)
            arguments.Add(decoder.DecodeType(ref blob));
        return generic with { Arguments = arguments.DrainToImmutable() };
    }
}
