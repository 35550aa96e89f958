using System.Text.Json;
using Relay.Core.Settings.Binding;

namespace Relay.Core.Plugins;

/// <summary>Reads what a plugin's folder says about itself.</summary>
internal static class PluginManifestReader
{
    internal const string FileName = "plugin.json";

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    /// <exception cref="PluginException">The folder holds no plugin, more than one, or a broken plugin.json.</exception>
    internal static PluginManifest Read(string folder)
    {
        string path = Path.Combine(folder, FileName);
        return File.Exists(path) ? ReadFile(path) : Derive(folder);
    }

    private static PluginManifest ReadFile(string path)
    {
        PluginManifest manifest;
        try
        {
            manifest = JsonSerializer.Deserialize<PluginManifest>(BoundedFile.Read(path), Options) ?? throw new JsonException("null");
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new PluginException($"{path} cannot be read: {e.Message}", e);
        }

        if (manifest.Schema != 1)
            throw new PluginException($"{path} has schema {manifest.Schema}; this relay knows schema 1: update the relay");
        if (manifest.Load != "fixed")
            throw new PluginException($"{path} asks for load \"{manifest.Load}\"; this relay knows \"fixed\"");
        if (manifest.Assembly != Path.GetFileName(manifest.Assembly) || manifest.Assembly is "" or "." or "..")
            throw new PluginException($"{path} names the assembly \"{manifest.Assembly}\"; it must be a file in the same folder");
        return manifest;
    }

    // Folders made by hand have no plugin.json; one assembly with the attribute is enough to know what is meant.
    private static PluginManifest Derive(string folder)
    {
        List<(string File, PluginImage Image)> found = Candidates(folder);
        if (found.Count == 0)
            throw new PluginException($"{folder} holds no plugin: neither {FileName} nor an assembly with [assembly: RelayPlugin(…)]");
        if (found.Count > 1)
            throw new PluginException($"{folder} holds more than one plugin ({string.Join(", ", found.Select(f => Path.GetFileName(f.File)))}) and " +
                $"no {FileName} that says which is meant");
        return new PluginManifest
        {
            Id = found[0].Image.PluginId!,
            Version = found[0].Image.Version,
            Assembly = Path.GetFileName(found[0].File),
            Tfm = found[0].Image.TargetFramework,
            IsDerived = true,
        };
    }

    private static List<(string File, PluginImage Image)> Candidates(string folder)
    {
        List<(string File, PluginImage Image)> found = [];
        try
        {
            foreach (string file in Directory.EnumerateFiles(folder, "*.dll").Order(StringComparer.Ordinal))
            {
                if (PluginImage.TryRead(file) is { PluginId: not null } image)
                    found.Add((file, image));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PluginException($"{folder} cannot be read: {e.Message}", e);
        }

        return found;
    }
}
