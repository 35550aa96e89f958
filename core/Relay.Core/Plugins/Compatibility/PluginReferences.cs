using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Relay.Core.Plugins.Compatibility;

/// <summary>Finds the references of a plugin, and of its libraries, that the loader would answer with another assembly than the plugin was built for,
/// or not at all.</summary>
/// <remarks>
/// The loader passes both in silence: it takes a library that the plugin does not bring from the relay's own ones, of whatever version, and where the
/// relay's shared assembly is older than the one asked for, it loads the plugin's copy, and the types of the copy differ from the relay's.
/// </remarks>
internal sealed class PluginReferences(PluginLibraries libraries)
{
    private readonly Queue<string> files = new();
    private readonly HashSet<string> seen = new(StringComparer.Ordinal);

    /// <summary>Looks through assemblies and, from these, through all libraries that they refer to.</summary>
    /// <param name="roots">The paths of the entry assembly and of the libraries beside it that the deps.json names.</param>
    internal IEnumerable<string> Problems(IEnumerable<string> roots)
    {
        foreach (string root in roots)
            Add(root);
        while (files.TryDequeue(out string? file))
        {
            foreach (AssemblyName reference in ReadReferences(file))
            {
                if (Judge(reference) is { } problem)
                    yield return $"{Path.GetFileName(file)} {problem}";
            }
        }
    }

    private static List<AssemblyName> ReadReferences(string file)
    {
        try
        {
            using FileStream stream = File.OpenRead(file);
            using var image = new PEReader(stream);
            if (!image.HasMetadata)
                return [];
            MetadataReader reader = image.GetMetadataReader();
            return [.. reader.AssemblyReferences.Select(handle => reader.GetAssemblyReference(handle).GetAssemblyName())];
        }
        catch (Exception e) when (DamagedImage.Explains(e))
        {
            // The check of the files themselves reports a damaged entry assembly; a native library refers to no assembly.
            return [];
        }
    }

    private static string? JudgeShared(AssemblyName asked, Version offered) => asked.Version <= offered
        ? null
        : $"needs {asked.Name} {asked.Version}, and this relay has {offered}; build the plugin with {asked.Name} {offered.ToString(2)} or older, " +
        "or run the relay on a newer .NET";

    private string? Judge(AssemblyName reference)
    {
        string name = reference.Name ?? "";
        // The versions of the SDK are compared member by member.
        if (name == SdkSurface.AssemblyName)
            return null;
        if (SharedAssemblies.VersionOf(name) is { } offered)
            return JudgeShared(reference, offered);
        if (SharedAssemblies.IsRelay(name))
            return $"refers to {name}, which is the relay's own; plugins see {SdkSurface.AssemblyName} only";
        if (libraries.Find(name) is { } path)
            return JudgeLibrary(reference, path);
        return libraries.FindInFolder(name) is null
            ? $"needs {name} {reference.Version}, which is not in its folder; publish the plugin with its dependencies"
            : $"needs {name} {reference.Version}, which lies in its folder but not in {libraries.DependencyFile}; let the project refer to the " +
            "library instead of copying it, and publish again";
    }

    private string? JudgeLibrary(AssemblyName asked, string path)
    {
        Add(path);
        Version? brought = PluginImage.VersionOf(path);
        return brought is null || asked.Version <= brought
            ? null
            : $"needs {asked.Name} {asked.Version}, and its folder has {brought}; publish the plugin again with the version that it was built " +
            "against";
    }

    private void Add(string file)
    {
        if (seen.Add(file))
            files.Enqueue(file);
    }
}
