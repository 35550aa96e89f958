namespace Relay.Core.Settings.Binding;

/// <summary>Marks an option record to which plugins can add keys: its unknown keys are judged when the plugins are known.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class TakesPluginOptionsAttribute(OptionPart part) : Attribute
{
    /// <summary>The part of relay.json that the record is.</summary>
    public OptionPart Part { get; } = part;
}
