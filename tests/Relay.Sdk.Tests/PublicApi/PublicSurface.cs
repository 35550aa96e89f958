using System.Reflection;
using System.Runtime.CompilerServices;

namespace Relay.Sdk.Tests.PublicApi;

/// <summary>Prints all that an assembly shows to others, one line a type or member, in the same order on every machine.</summary>
internal static class PublicSurface
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    internal static IReadOnlyList<string> Of(Assembly assembly)
    {
        List<string> lines = [];
        foreach (Type type in assembly.GetTypes().Where(IsVisible))
        {
            string name = TypeText.Of(type);
            lines.Add($"{name} : {Kind(type)}{Bases(type)}");
            lines.AddRange(type.IsEnum ? Values(type, name) : Members(type).Select(member => $"{name}.{member}"));
        }

        lines.Sort(StringComparer.Ordinal);
        return lines;
    }

    private static bool IsVisible(Type type) =>
        type.IsPublic || (type.IsNested && (type.IsNestedPublic || type.IsNestedFamily || type.IsNestedFamORAssem) && IsVisible(type.DeclaringType!));

    private static string Kind(Type type)
    {
        if (type.IsEnum)
            return $"enum {TypeText.Of(Enum.GetUnderlyingType(type))}";
        string record = type.GetMethod("PrintMembers", Declared) is null ? "" : "record ";
        if (type.IsInterface)
            return "interface";
        if (type.IsValueType)
            return $"{(type.IsDefined(typeof(IsReadOnlyAttribute)) ? "readonly " : "")}{record}struct";
        string modifier = type.IsAbstract && type.IsSealed ? "static " : type.IsAbstract ? "abstract " : type.IsSealed ? "sealed " : "";
        return $"{modifier}{record}class";
    }

    private static string Bases(Type type)
    {
        IEnumerable<Type> interfaces = type.GetInterfaces().Where(i => !i.Name.StartsWith("IEquatable", StringComparison.Ordinal));
        IEnumerable<Type> bases = type.BaseType is { } parent && parent != typeof(object) && !type.IsValueType ? interfaces.Prepend(parent)
            : interfaces;
        string text = string.Join(", ", (type.IsEnum ? [] : bases).Select(TypeText.Of).Order(StringComparer.Ordinal));
        return text.Length == 0 ? "" : $" ({text})";
    }

    private static IEnumerable<string> Values(Type type, string name) =>
        Enum.GetNames(type).Select(value => $"{name}.{value} = {Convert.ToInt64(Enum.Parse(type, value))}");

    private static IEnumerable<string> Members(Type type) =>
        type.GetConstructors(Declared).Where(IsVisible).Where(c => !c.IsStatic && !IsGenerated(c)).Select(c => $".ctor({MemberText.Parameters(c)})")
            .Concat(type.GetMethods(Declared).Where(IsVisible).Where(m => !IsGenerated(m) && !IsAccessor(m)).Select(MemberText.Of))
            .Concat(type.GetProperties(Declared).Where(p => p.Name != "EqualityContract" && (IsVisible(p.GetMethod) || IsVisible(p.SetMethod)))
                .Select(MemberText.Of))
            .Concat(type.GetFields(Declared).Where(f => f.IsPublic || f.IsFamily).Select(MemberText.Of))
            .Distinct();

    private static bool IsVisible(MethodBase? method) => method is not null && (method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly);

    private static bool IsAccessor(MethodInfo method) =>
        method.IsSpecialName && (method.Name.StartsWith("get_", StringComparison.Ordinal)
            || method.Name.StartsWith("set_", StringComparison.Ordinal));

    // What a record gives itself.
    private static bool IsGenerated(MethodBase method) => method.IsDefined(typeof(CompilerGeneratedAttribute));
}
