using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Relay.Core.Settings.Binding;

/// <summary>One property of an option record: its key, its type and what is demanded of its value.</summary>
public sealed class SettingsKey
{
    internal SettingsKey(PropertyInfo property, NullabilityInfoContext nullability)
    {
        Property = property;
        Name = SettingsName.Key(property.Name);
        Shape = ValueShape.Of(property.PropertyType);
        IsNullable = nullability.Create(property).WriteState == NullabilityState.Nullable;
        Description = property.GetCustomAttribute<DescriptionAttribute>()?.Description ?? "";
        Validators = [.. property.GetCustomAttributes<ValidationAttribute>().Where(attribute => attribute is not RequiredAttribute)];
        DefaultText = Shape.Kind is ValueKind.ItemList or ValueKind.Expression
            ? property.GetCustomAttribute<DefaultValueAttribute>()?.Value as string : null;
        IsRequired = property.IsDefined(typeof(RequiredAttribute)) || property.IsDefined(typeof(RequiredMemberAttribute));
    }

    /// <summary>The key.</summary>
    public string Name { get; }

    /// <summary>What values look like.</summary>
    public ValueShape Shape { get; }

    /// <summary>From the property's Description.</summary>
    public string Description { get; }

    /// <summary>Whether null may be written.</summary>
    public bool IsNullable { get; }

    /// <summary>Whether the key must be there, and not be empty text.</summary>
    public bool IsRequired { get; }

    /// <summary>Of lists and expressions: the text of the default, from the property's DefaultValue; null when the initial value is the
    /// default.</summary>
    internal string? DefaultText { get; }

    internal PropertyInfo Property { get; }

    internal IReadOnlyList<ValidationAttribute> Validators { get; }

    internal RangeAttribute? Range => Validators.OfType<RangeAttribute>().FirstOrDefault();

    /// <summary>What is expected, with the range, for an error message.</summary>
    internal string Expected => Shape.Expected + (Range is { } range ? RangeText.Of(range) : "");
}
