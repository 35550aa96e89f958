namespace Relay.Core.Handlers.Guarding;

/// <summary>Turns an exception of a plugin into text, so that nothing of the plugin's types stays in the relay.</summary>
internal static class FlatException
{
    internal static string Of(Exception exception)
    {
        try
        {
            return exception.ToString();
        }
        catch (Exception second)
        {
            // The text is the plugin's code too.
            return $"{exception.GetType().FullName}, whose text threw {second.GetType().FullName}";
        }
    }
}
