using System.Text.Json.Serialization;

namespace Relay.Core.Plugins;

/// <summary>The plugin.json beside a plugin's assembly, written by its build.</summary>
/// <remarks>Keys that this relay does not know are left alone: a later SDK may write more.</remarks>
internal sealed record PluginManifest
{
    /// <summary>1.</summary>
    public int Schema { get; init; } = 1;

    /// <summary>As in plugins.json and in the assembly's RelayPlugin attribute.</summary>
    public required string Id { get; init; }

    /// <summary>The plugin's version.</summary>
    public required string Version { get; init; }

    /// <summary>The file with the entry point, in the same folder.</summary>
    public required string Assembly { get; init; }

    /// <summary>The range of SDK versions that it works with.</summary>
    public string? Sdk { get; init; }

    /// <summary>The SDK version that it was compiled against.</summary>
    public string? BuiltAgainst { get; init; }

    /// <summary>The target framework, as in net10.0.</summary>
    public string? Tfm { get; init; }

    /// <summary>fixed: loaded once per start of the relay.</summary>
    public string Load { get; init; } = "fixed";

    /// <summary>Whether there was no plugin.json, and all this was read from the assembly.</summary>
    [JsonIgnore]
    public bool IsDerived { get; init; }
}
