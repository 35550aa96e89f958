using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Relay.Core.Expansion;

namespace Relay.Core.Settings.Binding;

/// <summary>Binds nodes to option records, strictly: unknown keys, wrong types and values out of range are errors, all of them at once.</summary>
/// <remarks>A value that is wrong leaves the property's default, so that the rest can be checked too.</remarks>
public sealed class SettingsBinder
{
    private readonly SettingsErrors errors;
    private readonly ScalarBinder scalars;

    private readonly ExpansionServices services;
    private readonly bool leavesPluginKeys;

    private SettingsBinder(SettingsErrors errors, ExpansionServices? services, bool leavesPluginKeys = false)
    {
        this.leavesPluginKeys = leavesPluginKeys;
        this.errors = errors;
        this.services = services ?? new ExpansionServices(TimeProvider.System);
        scalars = new ScalarBinder(errors, this.services);
    }

    /// <summary>Makes a record of an object.</summary>
    /// <typeparam name="T">A class with a parameterless constructor; the initial values of its properties are the defaults.</typeparam>
    /// <param name="node">The object.</param>
    /// <param name="errors">Gets all that is wrong.</param>
    /// <param name="services">What lists and expressions of the record will ask; without it, what needs a lookup is Unavailable.</param>
    /// <returns>The record; only to be used when there are no errors.</returns>
    public static T Bind<T>(SettingsNode node, SettingsErrors errors, ExpansionServices? services = null)
        where T : class, new() => (T)Bind(typeof(T), node, errors, services);

    /// <summary>Binds relay.json, and leaves the keys that plugins may have added to <see cref="ContributedSettings"/>.</summary>
    internal static RelaySettings BindWithoutPluginKeys(SettingsNode node, SettingsErrors errors, ExpansionServices services)
    {
        var settings = new RelaySettings();
        new SettingsBinder(errors, services, leavesPluginKeys: true).BindRecord(settings, node);
        return settings;
    }

    /// <summary>As <see cref="Bind{T}"/>, for a type known at run time.</summary>
    public static object Bind(Type type, SettingsNode node, SettingsErrors errors, ExpansionServices? services = null)
    {
        var binder = new SettingsBinder(errors, services);
        object target = SettingsType.Of(type).Create();
        binder.BindRecord(target, node);
        return target;
    }

    /// <summary>Reads the defaults that are written as text, in the record and in the records in it.</summary>
    /// <exception cref="NotSupportedException">A default cannot be read.</exception>
    internal static void CheckDefaults(Type type, ExpansionServices services) =>
        new SettingsBinder(new SettingsErrors(), services).CheckDefaults(ValueShape.Of(type), []);

    private void CheckDefaults(ValueShape shape, HashSet<Type> seen)
    {
        if (shape.Element is { } element)
            CheckDefaults(ValueShape.Of(element), seen);
        if (shape.Kind != ValueKind.Record || !seen.Add(shape.Type))
            return;
        foreach (SettingsKey key in SettingsType.Of(shape.Type).Keys)
        {
            if (key.DefaultText is { } text)
                DefaultOf(key, text);
            CheckDefaults(key.Shape, seen);
        }
    }

    private void BindRecord(object target, SettingsNode node)
    {
        if (node is not SettingsObject source)
        {
            errors.Add(node, $"found {node.Describe()}, expected an object");
            return;
        }

        SettingsType type = SettingsType.Of(target.GetType());
        foreach (SettingsMember member in source.Members)
            if (type.Find(member.Key) is { } key)
                BindKey(target, key, member.Value);
            else if (!(leavesPluginKeys && type.Part is not null) && !IsSchemaOfEditors(member))
                errors.Add(member.KeyPlace, member.Value.Path,
                    "unknown key" + (errors.IsFull ? "" : NearestName.Hint(member.Key, [.. type.Keys.Select(known => known.Name)])));

        foreach (SettingsKey key in type.Keys)
            if (key.DefaultText is { } text && source.Find(key.Name) is null)
                key.Property.SetValue(target, DefaultOf(key, text));

        foreach (SettingsKey key in type.Keys)
            if (key.IsRequired && IsMissing(source.Find(key.Name)?.Value))
                errors.Add(source.Place, source.PathOf(key.Name), $"missing; expected {key.Expected}");
        Validate(target, source);
    }

    // Editors find the schema by this key, at the top of a file only.
    internal static bool IsSchemaOfEditors(SettingsMember member) => member.Key == "$schema" && member.Value.Path == "$schema";

    private static bool IsMissing(SettingsNode? node) => node is null or SettingsScalar { Text: "", Kind: JsonValueKind.String };

    private void BindKey(object target, SettingsKey key, SettingsNode node)
    {
        if (node is SettingsScalar { Kind: JsonValueKind.Null })
        {
            if (key.IsNullable && !key.IsRequired)
                key.Property.SetValue(target, null);
            else
                errors.Add(node, $"found null, expected {key.Expected}");
            return;
        }

        if (Value(key.Shape, key.Expected, node, key.Property.GetValue(target)) is not { } value)
            return;
        if (IsValid(key, value, target, node))
            key.Property.SetValue(target, value);
    }

    private object? DefaultOf(SettingsKey key, string text)
    {
        var problems = new List<ListProblem>();
        return ExpansionText.Read(key.Shape.Type, text, services, problems)
            ?? throw new NotSupportedException($"the default of {key.Name} cannot be read: {string.Join("; ", problems)}");
    }

    /// <returns>The value; null after an error.</returns>
    private object? Value(ValueShape shape, string expected, SettingsNode node, object? initial) => shape.Kind switch
    {
        ValueKind.Record => Record(shape.Type, node, initial),
        ValueKind.List => node is SettingsArray list ? List(shape, list) : Mismatch(node, expected),
        ValueKind.Dictionary => node is SettingsObject items ? Dictionary(shape, items) : Mismatch(node, expected),
        ValueKind.Node => shape.Type.IsInstanceOfType(node) ? node : Mismatch(node, expected),
        ValueKind.Secret => SecretBinder.Bind(node, errors),
        ValueKind.ItemList when node is SettingsArray => Mismatch(node, $"{expected}: {ExpansionText.HowToWrite(shape.Type)}"),
        _ => node is SettingsScalar scalar ? scalars.Bind(shape, expected, scalar) : Mismatch(node, expected),
    };

    // What the owner's initial value says wins over the defaults of the type.
    private object Record(Type type, SettingsNode node, object? initial)
    {
        object target = initial?.GetType().GetMethod("<Clone>$")?.Invoke(initial, null) ?? SettingsType.Of(type).Create();
        BindRecord(target, node);
        return target;
    }

    private object List(ValueShape shape, SettingsArray source)
    {
        ValueShape element = ValueShape.Of(shape.Element!);
        var items = new List<object>();
        foreach (SettingsNode node in source.Items)
            if (Value(element, element.Expected, node, null) is { } item)
                items.Add(item);

        var array = Array.CreateInstance(shape.Element!, items.Count);
        for (int i = 0; i < items.Count; i++)
            array.SetValue(items[i], i);
        return shape.Type.IsInstanceOfType(array) ? array : Activator.CreateInstance(typeof(List<>).MakeGenericType(shape.Element!), array)!;
    }

    private object Dictionary(ValueShape shape, SettingsObject source)
    {
        ValueShape element = ValueShape.Of(shape.Element!);
        var items = (System.Collections.IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(typeof(string), shape.Element!))!;
        foreach (SettingsMember member in source.Members)
            if (Value(element, element.Expected, member.Value, null) is { } item)
                items.Add(member.Key, item);
        return items;
    }

    private object? Mismatch(SettingsNode node, string expected)
    {
        errors.Add(node, $"found {node.Describe()}, expected {expected}");
        return null;
    }

    private bool IsValid(SettingsKey key, object value, object target, SettingsNode node)
    {
        foreach (ValidationAttribute rule in key.Validators)
        {
            var context = new ValidationContext(target) { MemberName = key.Property.Name, DisplayName = key.Name };
            if (rule.GetValidationResult(value, context) is not { } failure)
                continue;
            errors.Add(node, rule is RangeAttribute ? $"found {node.Describe()}, expected {key.Expected}" : failure.ErrorMessage ?? "not valid");
            return false;
        }

        return true;
    }

    private void Validate(object target, SettingsObject source)
    {
        if (target is not IValidatableObject validatable)
            return;
        foreach (ValidationResult failure in validatable.Validate(new ValidationContext(target)))
        {
            string? member = failure.MemberNames.FirstOrDefault();
            SettingsNode node = member is null ? source : source.Find(SettingsName.Key(member))?.Value ?? source;
            errors.Add(node, failure.ErrorMessage ?? "not valid");
        }
    }
}
