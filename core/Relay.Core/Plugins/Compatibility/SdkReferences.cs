using System.Reflection.Metadata;

namespace Relay.Core.Plugins.Compatibility;

/// <summary>Finds the SDK types and members that an assembly refers to and that an SDK does not have.</summary>
internal static class SdkReferences
{
    internal static IEnumerable<string> Missing(MetadataReader reader, SdkSurface sdk)
    {
        foreach (TypeReferenceHandle handle in reader.TypeReferences)
        {
            if (TypeNames.AssemblyOf(reader, handle) == SdkSurface.AssemblyName && sdk.Find(TypeNames.Of(reader, handle)) is null)
                yield return $"the type {TypeNames.Of(reader, handle)}";
        }

        foreach (MemberReferenceHandle handle in reader.MemberReferences)
        {
            MemberReference member = reader.GetMemberReference(handle);
            if (TypeUse.Of(reader, member.Parent, []) is not { Assembly: SdkSurface.AssemblyName } parent || sdk.Find(parent.Name) is not { } type)
                continue;
            // Signatures of members of generic types are written in the type's own parameters, so they compare as they are.
            string signature = member.GetKind() == MemberReferenceKind.Method
                ? SignatureText.Of(member.DecodeMethodSignature(SignatureText.Instance, []))
                : member.DecodeFieldSignature(SignatureText.Instance, []);
            string name = reader.GetString(member.Name);
            if (!sdk.HasMember(type, $"{name} {signature}"))
                yield return $"the member {parent.Name}.{name} ({signature})";
        }
    }
}
