using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;

namespace Relay.Core.Plugins.Compatibility;

/// <summary>What one class has, itself and from its bases and interfaces, and what the SDK asks of it.</summary>
/// <remarks>
/// A member may be a virtual method of the class or of any base class, an explicit implementation in one of these, or a default in an interface of
/// the plugin's own. What stands in a generic type is read with the arguments that its heir gives it.
/// </remarks>
internal sealed class ClassMembers(MetadataReader reader, SdkSurface sdk, LibraryInterfaces libraries,
    IReadOnlyDictionary<string, TypeDefinitionHandle> own)
{
    // A damaged file may name a type as its own base.
    private const int Deepest = 64;
    private readonly HashSet<string> given = new(StringComparer.Ordinal);
    private readonly List<SdkRequirement> asked = [];
    private readonly HashSet<string> taken = new(StringComparer.Ordinal);
    private bool isWhole = true;

    /// <summary>None, too, when a type of a third assembly may hold what is looked for.</summary>
    internal IEnumerable<SdkRequirement> Missing =>
        isWhole ? asked.Where(requirement => !given.Contains(requirement.Key)).DistinctBy(requirement => requirement.Key) : [];

    /// <summary>Takes down a type of the assembly and all above it.</summary>
    /// <param name="arguments">For its generic parameters; empty leaves them as they are.</param>
    internal void Take(TypeDefinitionHandle handle, ImmutableArray<string> arguments, int depth = 0)
    {
        if (depth > Deepest)
            throw new BadImageFormatException("types inherit from each other too deeply");
        TypeDefinition type = reader.GetTypeDefinition(handle);
        // An interface's own methods are new names; what it implements of others, it says explicitly.
        if ((type.Attributes & TypeAttributes.Interface) == 0)
            TakeMethods(type, arguments);
        TakeExplicit(type, arguments);
        foreach (InterfaceImplementationHandle implementation in type.GetInterfaceImplementations())
        {
            TypeUse? above = TypeUse.Of(reader, reader.GetInterfaceImplementation(implementation).Interface, arguments);
            if (above?.Assembly is not { } assembly || libraries.MayCompleteSdk(assembly, above.Name))
                TakeAbove(above, depth);
        }

        if (!type.BaseType.IsNil)
            TakeAbove(TypeUse.Of(reader, type.BaseType, arguments), depth);
    }

    private void TakeMethods(TypeDefinition type, ImmutableArray<string> arguments)
    {
        foreach (MethodDefinitionHandle handle in type.GetMethods())
        {
            MethodDefinition method = reader.GetMethodDefinition(handle);
            if ((method.Attributes & MethodAttributes.Virtual) != 0)
                given.Add($"{reader.GetString(method.Name)} {SignatureText.Of(method.DecodeSignature(SignatureText.Instance, arguments))}");
        }
    }

    private void TakeExplicit(TypeDefinition type, ImmutableArray<string> arguments)
    {
        foreach (MethodImplementationHandle handle in type.GetMethodImplementations())
        {
            MethodImplementation implementation = reader.GetMethodImplementation(handle);
            // Methods of the assembly's own types are none of the SDK's; and an interface may make a default abstract again.
            if (implementation.MethodDeclaration.Kind != HandleKind.MemberReference || IsAbstract(implementation.MethodBody))
                continue;
            MemberReference member = reader.GetMemberReference((MemberReferenceHandle)implementation.MethodDeclaration);
            ImmutableArray<string> its = TypeUse.Of(reader, member.Parent, arguments)?.Arguments ?? [];
            given.Add($"{reader.GetString(member.Name)} {SignatureText.Of(member.DecodeMethodSignature(SignatureText.Instance, its))}");
        }
    }

    private bool IsAbstract(EntityHandle body) =>
        body.Kind == HandleKind.MethodDefinition
            && (reader.GetMethodDefinition((MethodDefinitionHandle)body).Attributes & MethodAttributes.Abstract) != 0;

    private void TakeAbove(TypeUse? above, int depth)
    {
        if (above is null or { Name: "System.Object" } || !taken.Add($"{above.Assembly} {above.Name}<{string.Join(", ", above.Arguments)}>"))
            return;
        if (above.Assembly is null && own.TryGetValue(above.Name, out TypeDefinitionHandle parent))
            Take(parent, above.Arguments, depth + 1);
        else if (above.Assembly == SdkSurface.AssemblyName)
            TakeFromSdk(above);
        else
            isWhole = false;
    }

    private void TakeFromSdk(TypeUse use)
    {
        if (sdk.Find(use.Name) is not { } type)
            return;
        foreach (SdkMethod method in type.AbstractMethods)
            asked.Add(new SdkRequirement(use.Name, method.Name, method.Signature(use.Arguments)));
        if (!type.IsInterface)
            given.UnionWith(type.VirtualMethods);
        foreach (TypeUse above in type.Bases)
            TakeFromSdk(above);
    }
}
