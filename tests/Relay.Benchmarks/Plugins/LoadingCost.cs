using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.Loader;
using Relay.Core.Plugins;
using Relay.Core.Plugins.Compatibility;

namespace Relay.Benchmarks.Plugins;

/// <summary>What it costs to load plugins, the first and the next ones of a process: <c>dotnet run -c Release --project tests/Relay.Benchmarks --
/// loading FOLDER…</c>.</summary>
/// <remarks>In milliseconds of processor time. By hand, since the first one can be measured once in a process. With <c>bare</c> before the folders, a
/// bare load context does the loading, to compare with.</remarks>
internal static class LoadingCost
{
    public static void Measure(string[] arguments)
    {
        bool bare = arguments is ["bare", ..];
        string store = Directory.CreateTempSubdirectory("relay-loading-").FullName;
        Console.WriteLine($"{"plugin",-28} {"gate ms",8} {"load ms",8} {"assemblies",10} {"RSS MB",8}");
        foreach (string path in arguments.Skip(bare ? 1 : 0))
        {
            PluginFolder folder = new(path, PluginManifestReader.Read(path));
            string copy = new PluginStore(store).Keep(folder);
            (int assemblies, double memory) = (AppDomain.CurrentDomain.GetAssemblies().Length, Resident());
            TimeSpan started = Environment.CpuUsage.TotalTime;
            new MetadataGate(SdkSurface.Host).Check(copy, folder.Manifest);
            double gate = (Environment.CpuUsage.TotalTime - started).TotalMilliseconds;
            started = Environment.CpuUsage.TotalTime;
            if (bare)
                LoadBare(Path.Combine(copy, folder.Manifest.Assembly));
            else
                PluginLoader.LoadChecked(folder.Manifest.Id, folder, copy);
            double load = (Environment.CpuUsage.TotalTime - started).TotalMilliseconds;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{folder.Manifest.Id,-28} {gate,8:F1} {load,8:F1} {AppDomain.CurrentDomain.GetAssemblies().Length - assemblies,10} " +
                $"{Resident() - memory,8:F1}"));
        }

        Directory.Delete(store, recursive: true);
    }

    private static void LoadBare(string main)
    {
        AssemblyDependencyResolver resolver = new(main);
        AssemblyLoadContext context = new("bare");
        context.Resolving += (its, name) => resolver.ResolveAssemblyToPath(name) is { } path ? its.LoadFromAssemblyPath(path) : null;
        Type plugin = context.LoadFromAssemblyPath(main).GetCustomAttribute<Sdk.Plugins.RelayPluginAttribute>()!.Type;
        Activator.CreateInstance(plugin);
    }

    private static double Resident()
    {
        using Process process = Process.GetCurrentProcess();
        return process.WorkingSet64 / 1048576.0;
    }
}
