namespace Relay.Core.Plugins;

/// <summary>A plugin cannot be used; the text says which, why and what to do, and is for people.</summary>
public sealed class PluginException : Exception
{
    public PluginException()
        : this("the plugin cannot be used")
    {
    }

    public PluginException(string message)
        : base(message)
    {
    }

    public PluginException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
