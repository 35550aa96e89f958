using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace Relay.Core.Plugins.Compatibility;

/// <summary>Writes signatures as text that is equal in two assemblies exactly when the signatures are.</summary>
/// <remarks>The context holds the arguments for the type's generic parameters, or is empty to leave them as !0, !1.</remarks>
internal sealed class SignatureText : ISignatureTypeProvider<string, ImmutableArray<string>>
{
    internal static readonly SignatureText Instance = new();

    internal static string Of(MethodSignature<string> signature) =>
        $"{signature.ReturnType} {(signature.GenericParameterCount == 0 ? "" : $"<{signature.GenericParameterCount}>")}({string.Join(", ", signature.ParameterTypes)})";

    public string GetArrayType(string elementType, ArrayShape shape) => $"{elementType}[{new string(',', shape.Rank - 1)}]";

    public string GetByReferenceType(string elementType) => elementType + "&";

    public string GetFunctionPointerType(MethodSignature<string> signature) => $"fn {Of(signature)}";

    public string GetGenericInstantiation(string genericType, ImmutableArray<string> typeArguments) =>
        $"{genericType}<{string.Join(", ", typeArguments)}>";

    public string GetGenericMethodParameter(ImmutableArray<string> genericContext, int index) => $"!!{index}";

    public string GetGenericTypeParameter(ImmutableArray<string> genericContext, int index) =>
        !genericContext.IsDefault && index < genericContext.Length ? genericContext[index] : $"!{index}";

    // Modifiers such as IsExternalInit of init accessors are part of the identity.
    public string GetModifiedType(string modifier, string unmodifiedType, bool isRequired) => $"{unmodifiedType} mod({modifier})";

    public string GetPinnedType(string elementType) => elementType;

    public string GetPointerType(string elementType) => elementType + "*";

    public string GetPrimitiveType(PrimitiveTypeCode typeCode) => typeCode.ToString();

    public string GetSZArrayType(string elementType) => elementType + "[]";

    public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => TypeNames.Of(reader, handle);

    public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => TypeNames.Of(reader, handle);

    public string GetTypeFromSpecification(MetadataReader reader, ImmutableArray<string> genericContext, TypeSpecificationHandle handle,
        byte rawTypeKind) =>
        reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);
}
