using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using Relay.Core.Plugins.Compatibility;
using Relay.Core.Settings.Binding;
using Relay.Sdk.Plugins;

namespace Relay.Core.Plugins;

/// <summary>Reads from a plugin's assembly, without loading it, which keys the plugin would add to relay.json.</summary>
/// <remarks>They are the settable properties of each record with which the code calls one of the builder's methods, as in
/// <c>relay.TransportOptions&lt;DaneOptions&gt;()</c>.</remarks>
internal static class ContributedKeyReader
{
    private const byte GenericMethodInstance = 0x0A;
    private const byte ClassType = 0x12;

    /// <returns>Empty when the file is no .NET assembly.</returns>
    internal static IReadOnlyList<(OptionPart Part, string Key)> Read(string assembly)
    {
        try
        {
            using FileStream file = File.OpenRead(assembly);
            using var image = new PEReader(file);
            return image.HasMetadata ? Read(image.GetMetadataReader()) : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException || DamagedImage.Explains(e))
        {
            return [];
        }
    }

    private static List<(OptionPart Part, string Key)> Read(MetadataReader reader)
    {
        List<(OptionPart, string)> keys = [];
        for (int row = 1; row <= reader.GetTableRowCount(TableIndex.MethodSpec); row++)
        {
            MethodSpecification call = reader.GetMethodSpecification(MetadataTokens.MethodSpecificationHandle(row));
            if (PartOf(reader, call.Method) is not { } part || RecordOf(reader, call.Signature) is not { } record)
                continue;
            foreach (string key in KeysOf(reader, record))
                keys.Add((part, key));
        }

        return keys;
    }

    private static OptionPart? PartOf(MetadataReader reader, EntityHandle called)
    {
        if (called.Kind != HandleKind.MemberReference)
            return null;
        MemberReference method = reader.GetMemberReference((MemberReferenceHandle)called);
        if (method.Parent.Kind != HandleKind.TypeReference)
            return null;
        TypeReference owner = reader.GetTypeReference((TypeReferenceHandle)method.Parent);
        if (!reader.StringComparer.Equals(owner.Name, nameof(IPluginBuilder))
            || !reader.StringComparer.Equals(owner.Namespace, typeof(IPluginBuilder).Namespace!))
            return null;
        return reader.GetString(method.Name) switch
        {
            nameof(IPluginBuilder.RelayOptions) => OptionPart.Relay,
            nameof(IPluginBuilder.ListenerOptions) => OptionPart.Listener,
            nameof(IPluginBuilder.TransportOptions) => OptionPart.Transport,
            _ => null,
        };
    }

    // The one type argument of the call, where it is a class of this assembly.
    private static TypeDefinitionHandle? RecordOf(MetadataReader reader, BlobHandle signature)
    {
        BlobReader blob = reader.GetBlobReader(signature);
        if (blob.ReadByte() != GenericMethodInstance || blob.ReadCompressedInteger() != 1 || blob.ReadByte() != ClassType)
            return null;
        EntityHandle type = blob.ReadTypeHandle();
        return type.Kind == HandleKind.TypeDefinition ? (TypeDefinitionHandle)type : null;
    }

    private static IEnumerable<string> KeysOf(MetadataReader reader, TypeDefinitionHandle handle)
    {
        TypeDefinition type = reader.GetTypeDefinition(handle);
        foreach (PropertyDefinitionHandle property in type.GetProperties())
        {
            PropertyDefinition definition = reader.GetPropertyDefinition(property);
            MethodDefinitionHandle setter = definition.GetAccessors().Setter;
            if (!setter.IsNil && (reader.GetMethodDefinition(setter).Attributes & MethodAttributes.MemberAccessMask) == MethodAttributes.Public)
                yield return SettingsName.Key(reader.GetString(definition.Name));
        }

        if (type.BaseType.Kind != HandleKind.TypeDefinition)
            yield break;
        foreach (string key in KeysOf(reader, (TypeDefinitionHandle)type.BaseType))
            yield return key;
    }
}
