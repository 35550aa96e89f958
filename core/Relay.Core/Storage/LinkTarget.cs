namespace Relay.Core.Storage;

/// <summary>What a name stands for when it is a link.</summary>
internal static class LinkTarget
{
    /// <summary>The file at the end of all links, also when it is not there; a name that is no link stands for itself.</summary>
    /// <exception cref="IOException">The links lead round in a circle.</exception>
    public static string Of(string path) =>
        new FileInfo(path).LinkTarget is null ? path : File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
}
