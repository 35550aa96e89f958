namespace Relay.Sdk.Plugins;

/// <summary>A plugin's settings are wrong.</summary>
public sealed class PluginSettingsException : Exception
{
    /// <summary>Makes the exception.</summary>
    public PluginSettingsException()
        : this("the plugin's settings are wrong")
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">What is wrong, where (the path below <c>settings</c>) and what to do.</param>
    public PluginSettingsException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception with its cause.</summary>
    public PluginSettingsException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
