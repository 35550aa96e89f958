namespace Relay.TestKit.Plugins;

/// <summary>Finds the outputs of plugins, samples and fixtures, which tests load as the relay would and never refer to.</summary>
public static class BuiltPlugin
{
    private static readonly string Root = FindRoot();
    private static readonly string Configuration = AppContext.BaseDirectory.Contains(
        $"{Path.DirectorySeparatorChar}Debug{Path.DirectorySeparatorChar}", StringComparison.Ordinal) ? "Debug" : "Release";

    /// <summary>The output folder of a project.</summary>
    /// <param name="project">Its folder in the repository, as in <c>plugins/RecipientCap</c>.</param>
    public static string Folder(string project)
    {
        string folder = Path.Combine(Root, project, "bin", Configuration, "net10.0");
        return Directory.Exists(folder) ? folder : throw new DirectoryNotFoundException($"{folder} is not built");
    }

    /// <summary>A file of the repository.</summary>
    public static string RepositoryFile(string path) => Path.Combine(Root, path);

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Relay.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException("the tests do not run inside the repository");
    }
}
