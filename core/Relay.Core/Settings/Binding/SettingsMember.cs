namespace Relay.Core.Settings.Binding;

/// <summary>One key of an object.</summary>
/// <param name="Key">The key as written.</param>
/// <param name="KeyPlace">Where the key begins.</param>
/// <param name="Value">The value.</param>
public sealed record SettingsMember(string Key, SettingsPlace KeyPlace, SettingsNode Value);
