using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Relay.Core.Tests.Architecture;

/// <summary>Reads out of a built assembly which of its types know which others: by base, members, code and attributes.</summary>
internal static class TypeReferences
{
    /// <summary>Each type of the assembly that stands in a file of its own, with the full names of those that it knows.</summary>
    public static IReadOnlyDictionary<string, IReadOnlySet<string>> Of(string assembly)
    {
        using ModuleDefinition module = ModuleDefinition.ReadModule(assembly);
        var known = new Dictionary<string, IReadOnlySet<string>>();
        foreach (TypeDefinition type in module.Types.Where(static type => type.Namespace.Length > 0 && !type.Name.StartsWith('<')))
        {
            var names = new HashSet<string>();
            foreach (TypeReference reference in Outlines([type]))
                Add(reference, module, names);
            names.Remove(type.FullName);
            known[type.FullName] = names;
        }

        return known;
    }

    private static IEnumerable<TypeReference> Outlines(IEnumerable<TypeDefinition> types) => types.SelectMany(Outline);

    private static IEnumerable<TypeReference> Outline(TypeDefinition type) =>
    [
        .. type.BaseType is null ? [] : new[] { type.BaseType },
        .. type.Interfaces.Select(static one => one.InterfaceType),
        .. type.CustomAttributes.Select(static one => one.AttributeType),
        .. type.GenericParameters.SelectMany(static one => one.Constraints).Select(static one => one.ConstraintType),
        .. type.Fields.Select(static field => field.FieldType),
        .. type.Methods.SelectMany(OfMethod),
        .. Outlines(type.NestedTypes),
    ];

    private static IEnumerable<TypeReference> OfMethod(MethodDefinition method) =>
    [
        method.ReturnType,
        .. method.Parameters.Select(static parameter => parameter.ParameterType),
        .. method.CustomAttributes.Select(static one => one.AttributeType),
        .. method.GenericParameters.SelectMany(static one => one.Constraints).Select(static one => one.ConstraintType),
        .. method.HasBody ? method.Body.Variables.Select(static variable => variable.VariableType) : [],
        .. method.HasBody ? method.Body.Instructions.SelectMany(OfInstruction) : [],
    ];

    private static IEnumerable<TypeReference> OfInstruction(Instruction instruction) => instruction.Operand switch
    {
        TypeReference type => [type],
        FieldReference field => [field.DeclaringType, field.FieldType],
        GenericInstanceMethod method => [method.DeclaringType, .. method.GenericArguments],
        MethodReference method => [method.DeclaringType],
        _ => [],
    };

    private static void Add(TypeReference reference, ModuleDefinition module, HashSet<string> names)
    {
        if (reference is GenericInstanceType generic)
        {
            foreach (TypeReference argument in generic.GenericArguments)
                Add(argument, module, names);
        }

        TypeReference type = reference.GetElementType();
        while (type.DeclaringType is not null)
            type = type.DeclaringType;
        if (type is TypeDefinition definition && definition.Module == module && definition.Namespace.Length > 0 && !definition.Name.StartsWith('<'))
            names.Add(definition.FullName);
    }
}
