using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Relay.Sdk.Tests.PublicApi;

/// <summary>Writes members with all that a caller depends on: names, types, nullability, defaults.</summary>
internal static class MemberText
{
    internal static string Of(MethodInfo method)
    {
        string modifier = method.IsStatic ? "static " : method.IsAbstract ? "abstract " : method.IsVirtual && !method.IsFinal ? "virtual " : "";
        string generic = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(TypeText.Parameter))}>" : "";
        return $"{method.Name}{generic}({Parameters(method)}) -> {modifier}{TypeText.Of(method.ReturnParameter)}";
    }

    internal static string Of(PropertyInfo property)
    {
        MethodInfo accessor = (property.GetMethod ?? property.SetMethod)!;
        string modifier = accessor.IsStatic ? "static " : accessor.IsAbstract ? "abstract " : accessor.IsVirtual && !accessor.IsFinal ? "virtual "
            : "";
        string required = property.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : "";
        string set = property.SetMethod is not { IsPublic: true } setter ? ""
            : setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? " init;" : " set;";
        return $"{property.Name} {{ get;{set} }} -> {modifier}{required}{TypeText.Of(property)}";
    }

    internal static string Of(FieldInfo field) => field.IsLiteral
        ? $"{field.Name} = {Literal(field.GetRawConstantValue())} -> const {TypeText.Of(field.FieldType)}"
        : $"{field.Name} -> {(field.IsStatic ? "static " : "")}{(field.IsInitOnly ? "readonly " : "")}{TypeText.Of(field.FieldType)}";

    internal static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(Parameter));

    private static string Parameter(ParameterInfo parameter)
    {
        string way = parameter.IsOut ? "out " : parameter.IsIn ? "in " : parameter.ParameterType.IsByRef ? "ref " : "";
        string many = parameter.IsDefined(typeof(ParamArrayAttribute)) || parameter.IsDefined(typeof(ParamCollectionAttribute)) ? "params " : "";
        string given = parameter.HasDefaultValue ? $" = {Literal(parameter.DefaultValue)}" : "";
        return $"{many}{way}{TypeText.Of(parameter)} {parameter.Name}{given}";
    }

    private static string Literal(object? value) => value switch
    {
        null => "default",
        string text => $"\"{text.Replace("\r", "\\r").Replace("\n", "\\n")}\"",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
