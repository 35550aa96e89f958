using Relay.Sdk.Plugins;

namespace Relay.Core.Settings.Binding;

/// <summary>A type as the settings see it.</summary>
/// <param name="Kind">What values look like.</param>
/// <param name="Type">The type, without Nullable.</param>
/// <param name="Element">Of lists and dictionaries: the type of the items.</param>
public sealed record ValueShape(ValueKind Kind, Type Type, Type? Element = null)
{
    private static readonly Type[] WholeNumbers =
        [typeof(int), typeof(long), typeof(short), typeof(byte), typeof(uint), typeof(ulong), typeof(ushort), typeof(sbyte)];

    /// <summary>What is expected, for an error message.</summary>
    public string Expected => Kind switch
    {
        ValueKind.Text => "text",
        ValueKind.WholeNumber => "a whole number",
        ValueKind.Number => "a number",
        ValueKind.Switch => "true or false",
        ValueKind.Choice => $"one of {string.Join(", ", SettingsName.Values(Type))}",
        ValueKind.Duration => "a duration as in 500ms, 30s, 15m, 2h or 5d",
        ValueKind.Secret => "text, { \"$secret\": \"env:NAME\" } or { \"$secret\": \"file:NAME\" }",
        ValueKind.List => "a list",
        ValueKind.Parsable when Type == typeof(Uri) => "a web address, as in https://host/path",
        ValueKind.Parsable => $"text that is an {Type.Name}",
        ValueKind.ItemList or ValueKind.Expression => ExpansionText.Expected(Type),
        _ => "an object",
    };

    /// <exception cref="NotSupportedException">Settings cannot hold such a type; a mistake in the option record.</exception>
    public static ValueShape Of(Type declared)
    {
        Type type = Nullable.GetUnderlyingType(declared) ?? declared;
        if (type == typeof(string))
            return new ValueShape(ValueKind.Text, type);
        if (type == typeof(bool))
            return new ValueShape(ValueKind.Switch, type);
        if (type.IsEnum)
            return new ValueShape(ValueKind.Choice, type);
        if (Array.IndexOf(WholeNumbers, type) >= 0)
            return new ValueShape(ValueKind.WholeNumber, type);
        if (type == typeof(double) || type == typeof(float) || type == typeof(decimal))
            return new ValueShape(ValueKind.Number, type);
        if (type == typeof(TimeSpan))
            return new ValueShape(ValueKind.Duration, type);
        if (type == typeof(Secret))
            return new ValueShape(ValueKind.Secret, type);
        if (typeof(SettingsNode).IsAssignableFrom(type))
            return new ValueShape(ValueKind.Node, type);
        if (ExpansionText.KindOf(type) is { } kind)
            return new ValueShape(kind, type);
        return OfCollection(type) ?? OfOther(type);
    }

    private static ValueShape? OfCollection(Type type)
    {
        if (type.IsArray)
            return new ValueShape(ValueKind.List, type, type.GetElementType());
        if (!type.IsGenericType)
            return null;
        Type[] arguments = type.GetGenericArguments();
        if (arguments.Length == 2 && arguments[0] == typeof(string)
            && type.IsAssignableFrom(typeof(Dictionary<,>).MakeGenericType(arguments)))
            return new ValueShape(ValueKind.Dictionary, type, arguments[1]);
        if (arguments.Length == 1 && type.IsAssignableFrom(typeof(List<>).MakeGenericType(arguments)))
            return new ValueShape(ValueKind.List, type, arguments[0]);
        return null;
    }

    private static ValueShape OfOther(Type type)
    {
        if (ParsableText.Supports(type))
            return new ValueShape(ValueKind.Parsable, type);
        if (type.IsClass && type.GetConstructor(Type.EmptyTypes) is not null)
            return new ValueShape(ValueKind.Record, type);
        throw new NotSupportedException($"settings cannot hold a {type}: it has no parameterless constructor");
    }
}
