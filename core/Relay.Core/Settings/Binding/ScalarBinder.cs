using System.Globalization;
using System.Text.Json;
using Relay.Core.Expansion;

namespace Relay.Core.Settings.Binding;

/// <summary>Binds text, numbers and switches.</summary>
internal sealed class ScalarBinder(SettingsErrors errors, ExpansionServices services)
{
    /// <returns>The value; null after an error.</returns>
    public object? Bind(ValueShape shape, string expected, SettingsScalar node)
    {
        if (shape.Kind is ValueKind.ItemList or ValueKind.Expression && node.Kind == JsonValueKind.String)
            return Expandable(shape.Type, node);
        object? value = shape.Kind switch
        {
            ValueKind.Text => node.Kind == JsonValueKind.String ? node.Text : null,
            ValueKind.Switch => Switch(node.Kind),
            ValueKind.WholeNumber or ValueKind.Number => node.Kind == JsonValueKind.Number ? Number(shape.Type, node.Text) : null,
            ValueKind.Duration => node.Kind == JsonValueKind.String && Duration.TryParse(node.Text, out TimeSpan duration) ? duration : null,
            ValueKind.Choice => node.Kind == JsonValueKind.String ? Choice(shape.Type, node.Text) : null,
            ValueKind.Parsable => node.Kind == JsonValueKind.String ? ParsableText.TryParse(shape.Type, node.Text) : null,
            _ => null,
        };
        if (value is null)
            errors.Add(node, $"found {node.Describe()}, expected {expected}{Hint(shape, node)}");
        return value;
    }

    private object? Expandable(Type type, SettingsScalar node)
    {
        var problems = new List<ListProblem>();
        object? value = ExpansionText.Read(type, node.Text, services, problems);
        foreach (ListProblem problem in problems)
            errors.Add(node, problem.ToString());
        return value;
    }

    private static object? Switch(JsonValueKind kind) => kind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    private static object? Number(Type type, string text)
    {
        if (!decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number))
            return null;
        if (type != typeof(double) && type != typeof(float) && type != typeof(decimal) && number != decimal.Truncate(number))
            return null;
        try
        {
            return Convert.ChangeType(number, type, CultureInfo.InvariantCulture);
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    private static object? Choice(Type type, string text)
    {
        foreach (string member in Enum.GetNames(type))
            if (SettingsName.Value(member) == text || SettingsName.Key(member) == text)
                return Enum.Parse(type, member);
        return null;
    }

    private static string Hint(ValueShape shape, SettingsScalar node) =>
        shape.Kind == ValueKind.Choice && NearestName.Of(node.Text, SettingsName.Values(shape.Type)) is { } nearest
            ? $"; did you mean '{nearest}'?"
            : "";
}
