using System.Reflection.Metadata;

namespace Relay.Core.Plugins.Compatibility;

/// <summary>Reads attributes of an assembly from its metadata.</summary>
internal static class AssemblyAttributes
{
    /// <summary>The first argument of the attribute of that name, as text; empty when it takes none; null without the attribute.</summary>
    internal static string? FirstArgument(MetadataReader reader, string attributeType)
    {
        foreach (CustomAttributeHandle handle in reader.GetAssemblyDefinition().GetCustomAttributes())
        {
            CustomAttribute attribute = reader.GetCustomAttribute(handle);
            if (TypeOf(reader, attribute) != attributeType)
                continue;
            CustomAttributeValue<string> value = attribute.DecodeValue(AttributeTypes.Instance);
            return value.FixedArguments.IsEmpty ? "" : value.FixedArguments[0].Value as string;
        }

        return null;
    }

    private static string? TypeOf(MetadataReader reader, CustomAttribute attribute) => attribute.Constructor.Kind switch
    {
        HandleKind.MemberReference => TypeNames.Of(reader, reader.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent),
        HandleKind.MethodDefinition =>
            TypeNames.Of(reader, reader.GetMethodDefinition((MethodDefinitionHandle)attribute.Constructor).GetDeclaringType()),
        _ => null,
    };
}
