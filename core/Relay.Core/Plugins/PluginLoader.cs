using System.Reflection;
using Relay.Core.Handlers;
using Relay.Core.Plugins.Compatibility;
using Relay.Sdk.Plugins;

namespace Relay.Core.Plugins;

/// <summary>Takes a plugin from its folder to an object: verify, copy, load, make.</summary>
internal sealed class PluginLoader(PluginStore store)
{
    /// <exception cref="PluginException">It cannot be; the text says why and what to do.</exception>
    internal LoadedPlugin Load(string name, PluginFolder folder)
    {
        string copy = store.Keep(folder);
        new MetadataGate(SdkSurface.Host).Check(copy, folder.Manifest);
        string main = Path.Combine(copy, folder.Manifest.Assembly);
        PluginLoadContext context = new(name, main);
        try
        {
            Assembly assembly = context.LoadFromAssemblyPath(main);
            Type type = EntryPoint(folder.Manifest, assembly);
            using (context.EnterContextualReflection())
                return new LoadedPlugin(context, copy, (IRelayPlugin)Activator.CreateInstance(type)!);
        }
        catch (TargetInvocationException e)
        {
            throw new PluginException($"plugin {name}: its constructor threw: {FlatException.Of(e.InnerException ?? e)}");
        }
        catch (Exception e) when (e is IOException or BadImageFormatException or TypeLoadException or MissingMemberException)
        {
            throw new PluginException($"plugin {name}: {folder.Manifest.Assembly} cannot be loaded: {FlatException.Of(e)}");
        }
    }

    private static Type EntryPoint(PluginManifest manifest, Assembly assembly)
    {
        string name = $"plugin {manifest.Id} {manifest.Version}: {manifest.Assembly}";
        RelayPluginAttribute attribute = assembly.GetCustomAttribute<RelayPluginAttribute>()
            ?? throw new PluginException($"{name} has no [assembly: RelayPlugin(\"{manifest.Id}\", typeof(…))]");
        if (attribute.Id != manifest.Id)
            throw new PluginException($"{name} says [assembly: RelayPlugin(\"{attribute.Id}\", …)] and its plugin.json says \"{manifest.Id}\"; make them agree (the project's RelayPluginId)");
        Type type = attribute.Type;
        if (!typeof(IRelayPlugin).IsAssignableFrom(type))
            throw new PluginException($"{name}: {type.FullName} does not implement {nameof(IRelayPlugin)}");
        if (type.IsAbstract || type.GetConstructor(Type.EmptyTypes) is null)
            throw new PluginException($"{name}: {type.FullName} is abstract or has no public constructor without parameters");
        return type;
    }
}
