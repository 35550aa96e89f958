namespace Relay.Core.Settings.Binding;

/// <summary>A part of relay.json to which plugins can add keys.</summary>
public enum OptionPart
{
    /// <summary>The top of the file.</summary>
    Relay,

    /// <summary>Each object in <c>listeners</c>.</summary>
    Listener,

    /// <summary>Each object in <c>transports</c>.</summary>
    Transport,
}
