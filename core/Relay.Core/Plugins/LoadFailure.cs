namespace Relay.Core.Plugins;

/// <summary>What the relay does without a plugin that could not be loaded or started.</summary>
public enum LoadFailure
{
    /// <summary>It goes on as if the plugin were not listed, and says so in the log.</summary>
    Skip,

    /// <summary>The plugin's handlers stay in their places and answer by their failure policies; a plugin that did not get so far that they are known
    /// stops the start.</summary>
    Tempfail,
}
