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

    /// <summary>Text that is a host, domain or address list.</summary>
    ItemList,

    /// <summary>Text that is expanded at each use.</summary>
    Expression,
}
