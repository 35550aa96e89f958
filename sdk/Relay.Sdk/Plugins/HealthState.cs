namespace Relay.Sdk.Plugins;

/// <summary>How well a plugin does its work.</summary>
public enum HealthState
{
    /// <summary>As it should.</summary>
    Good,

    /// <summary>It works, with a restriction: an old copy of a list, say, or one server of two.</summary>
    Degraded,

    /// <summary>It cannot do its work now.</summary>
    Failing,
}
