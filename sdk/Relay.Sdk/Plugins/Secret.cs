namespace Relay.Sdk.Plugins;

/// <summary>A secret of the settings, given as text or as <c>{ "$secret": "env:NAME" }</c> or <c>{ "$secret": "file:name" }</c>.</summary>
/// <param name="value">The secret itself.</param>
public sealed class Secret(string value)
{
    /// <summary>The secret itself; never logged, shown or stored by the relay.</summary>
    public string Reveal() => value;

    /// <summary>Four asterisks.</summary>
    public override string ToString() => "****";
}
