namespace Relay.Core.Plugins;

/// <summary>How far a plugin has come.</summary>
public enum PluginState
{
    /// <summary>Listed with <c>enabled: false</c>; nothing of it is loaded.</summary>
    Off,

    /// <summary>Its settings are read and its handlers known; it has done nothing yet.</summary>
    Configured,

    /// <summary>Its handlers are called.</summary>
    Active,

    /// <summary>A failure suspended it; its handlers answer by their failure policies.</summary>
    Suspended,

    /// <summary>It could not be loaded or started.</summary>
    Failed,

    /// <summary>It has stopped.</summary>
    Stopped,
}
