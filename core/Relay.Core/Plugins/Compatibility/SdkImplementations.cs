using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;

namespace Relay.Core.Plugins.Compatibility;

/// <summary>Finds the abstract SDK members that an assembly's classes ought to have and do not: the runtime would refuse such a class when it is first used.</summary>
internal static class SdkImplementations
{
    internal static IEnumerable<string> Missing(MetadataReader reader, SdkSurface sdk)
    {
        Dictionary<string, TypeDefinitionHandle> own = reader.TypeDefinitions.ToDictionary(handle => TypeNames.Of(reader, handle), StringComparer.Ordinal);
        foreach (TypeDefinitionHandle handle in reader.TypeDefinitions)
        {
            TypeDefinition type = reader.GetTypeDefinition(handle);
            if ((type.Attributes & (TypeAttributes.Interface | TypeAttributes.Abstract)) != 0)
                continue;
            HashSet<string> given = [];
            List<SdkRequirement> asked = [];
            TypeDefinitionHandle? next = handle;
            bool isWhole = true;
            // A damaged file may name a class as its own base.
            for (int depth = 0; next is { } at && depth < 100; depth++)
                next = Collect(reader, at, own, sdk, given, asked, out isWhole);
            if (!isWhole)
                continue;
            foreach (SdkRequirement requirement in asked.Where(r => !given.Contains(r.Key)).DistinctBy(r => r.Key))
                yield return $"{TypeNames.Of(reader, handle)} lacks {requirement}";
        }
    }

    /// <summary>Takes down what one class gives and what is asked of it.</summary>
    /// <param name="isWhole">False when a base class of a third assembly may hold what is looked for.</param>
    /// <returns>The base class, when it is of the same assembly.</returns>
    private static TypeDefinitionHandle? Collect(
        MetadataReader reader,
        TypeDefinitionHandle handle,
        Dictionary<string, TypeDefinitionHandle> own,
        SdkSurface sdk,
        HashSet<string> given,
        List<SdkRequirement> asked,
        out bool isWhole)
    {
        TypeDefinition type = reader.GetTypeDefinition(handle);
        foreach (MethodDefinitionHandle method in type.GetMethods())
        {
            MethodDefinition m = reader.GetMethodDefinition(method);
            if ((m.Attributes & MethodAttributes.Virtual) != 0)
                given.Add($"{reader.GetString(m.Name)} {SignatureText.Of(m.DecodeSignature(SignatureText.Instance, []))}");
        }

        foreach (MethodImplementationHandle implementation in type.GetMethodImplementations())
        {
            EntityHandle declaration = reader.GetMethodImplementation(implementation).MethodDeclaration;
            if (declaration.Kind != HandleKind.MemberReference)
                continue;
            MemberReference member = reader.GetMemberReference((MemberReferenceHandle)declaration);
            ImmutableArray<string> arguments = TypeUse.Of(reader, member.Parent, [])?.Arguments ?? [];
            given.Add($"{reader.GetString(member.Name)} {SignatureText.Of(member.DecodeMethodSignature(SignatureText.Instance, arguments))}");
        }

        foreach (InterfaceImplementationHandle implementation in type.GetInterfaceImplementations())
        {
            if (TypeUse.Of(reader, reader.GetInterfaceImplementation(implementation).Interface, []) is { Assembly: SdkSurface.AssemblyName } use)
                Ask(use, sdk, asked);
        }

        TypeUse? above = type.BaseType.IsNil ? null : TypeUse.Of(reader, type.BaseType, []);
        isWhole = above is null or { Name: "System.Object" } or { Assembly: null or SdkSurface.AssemblyName };
        if (above?.Assembly == SdkSurface.AssemblyName)
        {
            Ask(above, sdk, asked);
            Give(above, sdk, given);
        }

        return above is { Assembly: null } && own.TryGetValue(above.Name, out TypeDefinitionHandle parent) ? parent : null;
    }

    private static void Give(TypeUse use, SdkSurface sdk, HashSet<string> given)
    {
        if (sdk.Find(use.Name) is not { IsInterface: false } type)
            return;
        given.UnionWith(type.VirtualMethods);
        foreach (TypeUse above in type.Bases)
            Give(above, sdk, given);
    }

    private static void Ask(TypeUse use, SdkSurface sdk, List<SdkRequirement> asked)
    {
        if (sdk.Find(use.Name) is not { } type)
            return;
        foreach (SdkMethod method in type.AbstractMethods)
            asked.Add(new SdkRequirement(use.Name, method.Name, method.Signature(use.Arguments)));
        foreach (TypeUse above in type.Bases)
            Ask(above, sdk, asked);
    }
}
