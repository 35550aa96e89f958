namespace Relay.Core.Settings.Binding;

/// <summary>A value of a settings file with its place. Closed: <see cref="SettingsObject"/>, <see cref="SettingsArray"/> or
/// <see cref="SettingsScalar"/>.</summary>
public abstract class SettingsNode
{
    private protected SettingsNode(SettingsPlace place, string path)
    {
        Place = place;
        Path = path;
    }

    /// <summary>Where the value begins.</summary>
    public SettingsPlace Place { get; }

    /// <summary>The path from the root of the file, as in <c>routes[0].via</c>; empty for the root.</summary>
    public string Path { get; }

    /// <summary>The value for an error message: <c>text "x"</c>, <c>number 3</c>, <c>a list</c>.</summary>
    public abstract string Describe();

    /// <summary>The node at a path, or the nearest one above it that is there.</summary>
    public SettingsNode Nearest(string path)
    {
        SettingsNode node = this;
        while (node.ChildTowards(path) is { } child)
            node = child;
        return node;
    }

    internal string PathOf(string key) => Path.Length == 0 ? key : $"{Path}.{key}";

    internal string PathOf(int index) => $"{Path}[{index}]";

    private protected abstract SettingsNode? ChildTowards(string path);

    private protected static bool LeadsTo(SettingsNode child, string path) =>
        path.StartsWith(child.Path, StringComparison.Ordinal)
        && (path.Length == child.Path.Length || path[child.Path.Length] is '.' or '[');
}
