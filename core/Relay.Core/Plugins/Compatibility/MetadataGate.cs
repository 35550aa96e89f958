using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Relay.Core.Plugins.Compatibility;

/// <summary>Decides from metadata alone, before any code of a plugin runs, whether its assemblies fit this relay.</summary>
/// <remarks>Without it, a missing member shows only when the method that calls it is first compiled, perhaps hours later and in the middle of a
/// session.</remarks>
internal sealed class MetadataGate(SdkSurface sdk)
{
    private const int MostProblems = 10;

    /// <summary>Checks all assemblies of a plugin's folder.</summary>
    /// <exception cref="PluginException">They do not fit; the text names plugin, member, versions and remedy.</exception>
    internal void Check(string folder, PluginManifest manifest)
    {
        CheckRange(manifest);
        string main = Path.Combine(folder, manifest.Assembly);
        // The plugin's copy of a shared assembly is never loaded: the relay's is used.
        string[] files = [.. Directory.EnumerateFiles(folder, "*.dll")
            .Where(file => !SharedAssemblies.Contains(Path.GetFileNameWithoutExtension(file))).Order(StringComparer.Ordinal)];
        List<string> problems = [.. files.SelectMany(file => CheckFile(file, isMain: file == main)
            .Select(problem => $"{Path.GetFileName(file)} {problem}"))];
        PluginLibraries libraries = new(main);
        problems.AddRange(new PluginReferences(libraries)
            .Problems(files.Where(file => file == main || libraries.Find(Path.GetFileNameWithoutExtension(file)) == file)));
        if (problems.Count == 0 && libraries.Damage is { } damage)
            problems.Add($"its dependencies cannot be read; is {libraries.DependencyFile} damaged? ({damage})");
        if (problems.Count == 0)
            return;
        string more = problems.Count > MostProblems ? $"; and {problems.Count - MostProblems} more" : "";
        throw new PluginException($"plugin {manifest.Id} {manifest.Version}: {string.Join("; ", problems.Take(MostProblems))}{more}. " +
            $"{Remedy(manifest)}");
    }

    private void CheckRange(PluginManifest manifest)
    {
        if (manifest.Sdk is null)
            return;
        if (!VersionRange.TryParse(manifest.Sdk, out VersionRange? range))
            throw new PluginException($"plugin {manifest.Id} {manifest.Version}: its plugin.json names the SDK range '{manifest.Sdk}', which is " +
                "not a range of versions");
        if (!range.Contains(sdk.Version))
            throw new PluginException($"plugin {manifest.Id} {manifest.Version} works with SDK {range}, and this relay has SDK {sdk.Version}. " +
                $"{Remedy(manifest)}");
    }

    private List<string> CheckFile(string file, bool isMain)
    {
        try
        {
            using FileStream stream = File.OpenRead(file);
            using var image = new PEReader(stream);
            if (!image.HasMetadata)
                return isMain ? ["is not a .NET assembly"] : [];
            return WrongMachine(image.PEHeaders) is { } machine ? [machine]
                : CheckAssembly(image.GetMetadataReader(), isMain, Path.GetDirectoryName(file)!);
        }
        catch (Exception e) when (DamagedImage.Explains(e))
        {
            // Native libraries may lie in the folder too; the entry point may not be one.
            return isMain ? ["is not a .NET assembly, or is damaged"] : [];
        }
    }

    private List<string> CheckAssembly(MetadataReader reader, bool isMain, string folder)
    {
        if (AssemblyAttributes.FirstArgument(reader, typeof(ReferenceAssemblyAttribute).FullName!) is not null)
            return ["is a reference assembly, which has no code; take the one from the build's output folder, not from obj/ref"];
        if (TargetFrameworks.Objection(PluginImage.Read(reader).TargetFramework) is { } framework
            && (isMain || framework.Contains(".NET ", StringComparison.Ordinal)))
            return [framework];
        Version? asked = ReferencedSdk(reader);
        if (asked is null)
            return isMain ? [$"does not refer to {SdkSurface.AssemblyName}, so it is no plugin"] : [];
        if (asked > sdk.AssemblyVersion)
            return [$"is built against SDK {asked.Major}, and this relay has SDK {sdk.Version}"];
        return
        [
            .. SdkReferences.Missing(reader, sdk).Select(missing => $"uses {missing}, which SDK {sdk.Version} does not have"),
            .. SdkImplementations.Missing(reader, sdk, folder),
        ];
    }

    private static Version? ReferencedSdk(MetadataReader reader)
    {
        foreach (AssemblyReferenceHandle handle in reader.AssemblyReferences)
        {
            AssemblyReference reference = reader.GetAssemblyReference(handle);
            if (reader.StringComparer.Equals(reference.Name, SdkSurface.AssemblyName))
                return reference.Version;
        }

        return null;
    }

    private static string? WrongMachine(PEHeaders headers)
    {
        Architecture? asked = headers.CoffHeader.Machine switch
        {
            Machine.Amd64 => Architecture.X64,
            Machine.Arm64 => Architecture.Arm64,
            Machine.Arm or Machine.ArmThumb2 => Architecture.Arm,
            Machine.I386 when (headers.CorHeader!.Flags & CorFlags.Requires32Bit) != 0 => Architecture.X86,
            _ => null,
        };
        return asked is null || asked == RuntimeInformation.ProcessArchitecture
            ? null
            : $"is built for {asked}, and the relay runs on {RuntimeInformation.ProcessArchitecture}; build it for AnyCPU or for this machine";
    }

    private string Remedy(PluginManifest manifest)
    {
        string against = manifest.BuiltAgainst is { } built ? $"It was built against SDK {built}. " : "";
        return $"{against}Update the relay, or take a version of the plugin for SDK {sdk.Version.Major}.{sdk.Version.Minor}";
    }
}
