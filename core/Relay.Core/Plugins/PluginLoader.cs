using System.Reflection;
using McMaster.NETCore.Plugins;
using Relay.Core.Handlers.Guarding;
using Relay.Core.Plugins.Compatibility;
using Relay.Sdk.Plugins;
using PluginAssemblies = McMaster.NETCore.Plugins.PluginLoader;

namespace Relay.Core.Plugins;

/// <summary>Takes a plugin from its folder to an object: verify, copy, load, make.</summary>
internal sealed class PluginLoader(PluginStore store)
{
    /// <exception cref="PluginException">It cannot be; the text says why and what to do.</exception>
    internal LoadedPlugin Load(string name, PluginFolder folder)
    {
        string copy = store.Keep(folder);
        new MetadataGate(SdkSurface.Host).Check(copy, folder.Manifest);
        return LoadChecked(name, folder, copy);
    }

    /// <summary>Loads a copy that has passed the gate.</summary>
    /// <exception cref="PluginException">It cannot be loaded.</exception>
    internal static LoadedPlugin LoadChecked(string name, PluginFolder folder, string copy)
    {
        try
        {
            PluginAssemblies assemblies = new(Configuration(Path.Combine(copy, folder.Manifest.Assembly)));
            Type type = EntryPoint(folder.Manifest, assemblies.LoadDefaultAssembly());
            using (assemblies.EnterContextualReflection())
                return new LoadedPlugin((IRelayPlugin)Activator.CreateInstance(type)!, copy);
        }
        catch (TargetInvocationException e)
        {
            throw new PluginException($"plugin {name}: its constructor threw: {FlatException.Of(e.InnerException ?? e)}");
        }
        catch (Exception e) when (e is not PluginException)
        {
            throw new PluginException($"plugin {name}: {folder.Manifest.Assembly} cannot be loaded: {FlatException.Of(e)}");
        }
    }

    // Not collectible, so that the code is compiled as well as the relay's own. What the relay has for itself is the plugin's to bring, in the
    // version it likes.
    private static PluginConfig Configuration(string mainAssembly)
    {
        PluginConfig configuration = new(mainAssembly) { PreferSharedTypes = true };
        foreach (AssemblyName assembly in SharedAssemblies.Private)
            configuration.PrivateAssemblies.Add(assembly);
        return configuration;
    }

    private static Type EntryPoint(PluginManifest manifest, Assembly assembly)
    {
        string name = $"plugin {manifest.Id} {manifest.Version}: {manifest.Assembly}";
        RelayPluginAttribute attribute = assembly.GetCustomAttribute<RelayPluginAttribute>()
            ?? throw new PluginException($"{name} has no [assembly: RelayPlugin(\"{manifest.Id}\", typeof(…))]");
        if (attribute.Id != manifest.Id)
            throw new PluginException($"{name} says [assembly: RelayPlugin(\"{attribute.Id}\", …)] and its plugin.json says \"{manifest.Id}\"; " +
                "make them agree (the project's RelayPluginId)");
        Type type = attribute.Type;
        if (!typeof(IRelayPlugin).IsAssignableFrom(type))
            throw new PluginException($"{name}: {type.FullName} does not implement {nameof(IRelayPlugin)}");
        if (type.IsAbstract || type.GetConstructor(Type.EmptyTypes) is null)
            throw new PluginException($"{name}: {type.FullName} is abstract or has no public constructor without parameters");
        return type;
    }
}
