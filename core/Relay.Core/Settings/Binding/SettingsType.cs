using System.Collections.Concurrent;
using System.Reflection;

namespace Relay.Core.Settings.Binding;

/// <summary>An option record: a class with a parameterless constructor, its keys being its settable public properties.</summary>
public sealed class SettingsType
{
    private static readonly ConcurrentDictionary<Type, SettingsType> Known = new();

    private SettingsType(Type type)
    {
        Type = type;
        var nullability = new NullabilityInfoContext();
        Keys = [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.SetMethod is { IsPublic: true } && property.GetIndexParameters().Length == 0)
            .Select(property => new SettingsKey(property, nullability))];
    }

    /// <summary>The part of relay.json that the record is, where plugins can add keys to it; null for all other records.</summary>
    internal OptionPart? Part => Type.GetCustomAttribute<TakesPluginOptionsAttribute>()?.Part;

    /// <summary>The record.</summary>
    public Type Type { get; }

    /// <summary>Its keys in the order of the code.</summary>
    public IReadOnlyList<SettingsKey> Keys { get; }

    // Types of plugins must not be kept by the relay after an unload: they are described anew each time.
    public static SettingsType Of(Type type) =>
        type.IsCollectible ? new SettingsType(type) : Known.GetOrAdd(type, static type => new SettingsType(type));

    /// <summary>The key of that name; null when there is none.</summary>
    public SettingsKey? Find(string name)
    {
        foreach (SettingsKey key in Keys)
            if (key.Name == name)
                return key;
        return null;
    }

    /// <summary>A record with all its defaults.</summary>
    public object Create() => Activator.CreateInstance(Type)!;
}
