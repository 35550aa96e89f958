namespace Relay.Core.Settings.Binding;

/// <summary>What a value of the settings looks like.</summary>
public enum ValueKind
{
    Text,
    WholeNumber,
    Number,
    Switch,
    Choice,
    Duration,
    Secret,
    List,
    Dictionary,
    Record,

    /// <summary>Kept as a node, to be bound later.</summary>
    Node,

    /// <summary>Text that the type itself parses, such as an IP address.</summary>
    Parsable,
}
