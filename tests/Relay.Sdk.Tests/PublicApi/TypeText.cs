using System.Reflection;

namespace Relay.Sdk.Tests.PublicApi;

/// <summary>Writes types as C# does, with namespaces, and ? where null may stand.</summary>
internal static class TypeText
{
    internal static string Of(Type type)
    {
        if (type.IsGenericParameter)
            return type.Name;
        if (type.IsByRef)
            return Of(type.GetElementType()!);
        if (type.IsArray)
            return Of(type.GetElementType()!) + "[]";
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return Of(underlying) + "?";
        string name = type.Name.Split('`')[0];
        string scope = type.IsNested ? Of(type.DeclaringType!) : type.Namespace!;
        Type[] arguments = type.GetGenericArguments();
        return $"{scope}.{name}{(arguments.Length == 0 ? "" : $"<{string.Join(", ", arguments.Select(Of))}>")}";
    }

    internal static string Of(ParameterInfo parameter) => Of(new NullabilityInfoContext().Create(parameter), parameter.ParameterType);

    internal static string Of(PropertyInfo property) => Of(new NullabilityInfoContext().Create(property), property.PropertyType);

    /// <summary>A generic parameter with its constraints.</summary>
    internal static string Parameter(Type parameter)
    {
        string[] constraints =
        [
            .. (parameter.GenericParameterAttributes & GenericParameterAttributes.ReferenceTypeConstraint) != 0 ? ["class"] : Array.Empty<string>(),
            .. parameter.GetGenericParameterConstraints().Select(Of),
            .. (parameter.GenericParameterAttributes & GenericParameterAttributes.DefaultConstructorConstraint) != 0 ? ["new()"]
            : Array.Empty<string>(),
        ];
        return constraints.Length == 0 ? parameter.Name : $"{parameter.Name} : {string.Join(", ", constraints)}";
    }

    private static string Of(NullabilityInfo nullability, Type type)
    {
        if (type.IsByRef)
            type = type.GetElementType()!;
        string mark = nullability.ReadState == NullabilityState.Nullable && !type.IsValueType ? "?" : "";
        if (nullability.ElementType is { } element && type.IsArray)
            return $"{Of(element, type.GetElementType()!)}[]{mark}";
        if (!type.IsGenericType || Nullable.GetUnderlyingType(type) is not null || nullability.GenericTypeArguments.Length == 0)
            return Of(type) + mark;
        Type[] arguments = type.GetGenericArguments();
        string inner = string.Join(", ", arguments.Select((argument, i) => Of(nullability.GenericTypeArguments[i], argument)));
        string whole = Of(type);
        return $"{whole[..whole.IndexOf('<')]}<{inner}>{mark}";
    }
}
