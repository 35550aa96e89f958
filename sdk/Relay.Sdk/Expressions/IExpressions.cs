namespace Relay.Sdk.Expressions;

/// <summary>Reads expressions whose text is known only while the plugin runs. In every plugin's services; for a setting, take a property of type
/// <see cref="Expression"/>.</summary>
public interface IExpressions
{
    /// <summary>Reads an expression, to be kept and expanded as often as needed.</summary>
    /// <param name="text">Text in Exim's expansion language.</param>
    /// <exception cref="FormatException">The text is no expression; the message says what is wrong and at which character.</exception>
    Expression Parse(string text);
}
