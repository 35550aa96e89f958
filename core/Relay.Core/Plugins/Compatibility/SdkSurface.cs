using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Relay.Sdk.Plugins;

namespace Relay.Core.Plugins.Compatibility;

/// <summary>All types and members of an SDK assembly, to compare plugins with.</summary>
internal sealed class SdkSurface
{
    internal const string AssemblyName = "Relay.Sdk";
    private static readonly Lazy<SdkSurface> ThisHost = new(() => Read(typeof(IRelayPlugin).Assembly.Location));
    private readonly Dictionary<string, SdkType> types = new(StringComparer.Ordinal);

    private SdkSurface(Version assemblyVersion, SemanticVersion version) => (AssemblyVersion, Version) = (assemblyVersion, version);

    /// <summary>The SDK of the running relay.</summary>
    internal static SdkSurface Host => ThisHost.Value;

    /// <summary>Frozen per major version.</summary>
    internal Version AssemblyVersion { get; }

    /// <summary>The real version.</summary>
    internal SemanticVersion Version { get; }

    internal SdkType? Find(string type) => types.GetValueOrDefault(type);

    internal static SdkSurface Read(string path)
    {
        using FileStream file = File.OpenRead(path);
        // The reader stays behind the signatures of abstract methods, so it must not need the file.
        var image = new PEReader(file, PEStreamOptions.PrefetchEntireImage);
        MetadataReader reader = image.GetMetadataReader();
        string text = PluginImage.Read(reader).Version;
        Version assembly = reader.GetAssemblyDefinition().Version;
        SdkSurface surface = new(assembly, SemanticVersion.TryParse(text, out SemanticVersion? version) ? version
            : new SemanticVersion(assembly.Major, assembly.Minor, 0));
        foreach (TypeDefinitionHandle handle in reader.TypeDefinitions)
        {
            SdkType type = ReadType(reader, handle);
            surface.types[type.Name] = type;
        }

        return surface;
    }

    /// <summary>Whether a type has the member, itself or from above.</summary>
    internal bool HasMember(SdkType type, string member)
    {
        if (type.Members.Contains(member))
            return true;
        foreach (TypeUse above in type.Bases)
        {
            if (Find(above.Name) is { } parent && HasMember(parent, member))
                return true;
        }

        return type.ForeignBase is not (null or "System.Object" or "System.ValueType" or "System.Enum")
            || typeof(object).GetMembers().Any(m => member.StartsWith(m.Name + " ", StringComparison.Ordinal));
    }

    private static SdkType ReadType(MetadataReader reader, TypeDefinitionHandle handle)
    {
        TypeDefinition definition = reader.GetTypeDefinition(handle);
        SdkType type = new(TypeNames.Of(reader, handle), (definition.Attributes & TypeAttributes.Interface) != 0);
        foreach (FieldDefinitionHandle field in definition.GetFields())
        {
            FieldDefinition f = reader.GetFieldDefinition(field);
            type.Members.Add($"{reader.GetString(f.Name)} {f.DecodeSignature(SignatureText.Instance, [])}");
        }

        foreach (MethodDefinitionHandle method in definition.GetMethods())
        {
            MethodDefinition m = reader.GetMethodDefinition(method);
            string name = reader.GetString(m.Name);
            string member = $"{name} {SignatureText.Of(m.DecodeSignature(SignatureText.Instance, []))}";
            type.Members.Add(member);
            if ((m.Attributes & (MethodAttributes.Virtual | MethodAttributes.Abstract)) == MethodAttributes.Virtual)
                type.VirtualMethods.Add(member);
            if ((m.Attributes & MethodAttributes.Abstract) != 0)
                type.AbstractMethods.Add(new SdkMethod(name, arguments => SignatureText.Of(m.DecodeSignature(SignatureText.Instance, arguments))));
        }

        IEnumerable<EntityHandle> above = definition.GetInterfaceImplementations().Select(i => reader.GetInterfaceImplementation(i).Interface);
        if (!definition.BaseType.IsNil)
            above = above.Prepend(definition.BaseType);
        foreach (EntityHandle parent in above)
        {
            if (TypeUse.Of(reader, parent, []) is not { } use)
                continue;
            if (use.Assembly is null)
                type.Bases.Add(use);
            else if (parent == definition.BaseType)
                type.ForeignBase = use.Name;
        }

        return type;
    }
}
