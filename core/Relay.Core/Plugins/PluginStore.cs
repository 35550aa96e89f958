using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Relay.Core.Storage;

namespace Relay.Core.Plugins;

/// <summary>Keeps private copies of plugins' folders, each under the hash of its content, and never changes one.</summary>
/// <remarks>The runtime maps assemblies into memory: overwriting a loaded file in place, as cp does, would kill the process.</remarks>
internal sealed class PluginStore(string root)
{
    private const int MostFiles = 2000;
    private const long MostOctets = 512L * 1024 * 1024;

    /// <summary>Copies a plugin's folder, unless there is a copy already.</summary>
    /// <returns>The copy.</returns>
    /// <exception cref="PluginException">The folder is no plugin's by its size, or cannot be read or copied.</exception>
    internal string Keep(PluginFolder folder)
    {
        try
        {
            string[] files = Files(folder.Path);
            string hash = Hash(folder.Path, files);
            string target = Path.Combine(root, folder.Manifest.Id, hash);
            // Copies are not synced, since they can be made again: power loss may leave a broken copy.
            if (Directory.Exists(target) && Hash(target, Files(target)) != hash)
                Directory.Delete(target, recursive: true);
            if (!Directory.Exists(target))
                Copy(folder.Path, files, target);
            return target;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PluginException($"plugin {folder.Manifest.Id}: {folder.Path} cannot be copied to {root}: {e.Message}", e);
        }
    }

    /// <summary>Removes copies that are not in use; the caller must be the only relay on this folder.</summary>
    internal void RemoveAllBut(IReadOnlySet<string> inUse)
    {
        if (!Directory.Exists(root))
            return;
        foreach (string copy in Directory.EnumerateDirectories(root).SelectMany(Directory.EnumerateDirectories).Where(copy => !inUse.Contains(copy))
            .ToArray())
            Directory.Delete(copy, recursive: true);
    }

    private static string[] Files(string folder)
    {
        List<string> files = [];
        long octets = 0;
        foreach (string file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            files.Add(Path.GetRelativePath(folder, file));
            octets += new FileInfo(file).Length;
            if (files.Count > MostFiles || octets > MostOctets)
                throw new PluginException($"{folder} has more than {MostFiles} files or {MostOctets} octets; that is no plugin's folder");
        }

        files.Sort(StringComparer.Ordinal);
        return [.. files];
    }

    private static string Hash(string folder, string[] files)
    {
        using var all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (string file in files)
        {
            byte[] name = Encoding.UTF8.GetBytes(file);
            BinaryPrimitives.WriteInt32LittleEndian(length, name.Length);
            all.AppendData(length);
            all.AppendData(name);
            using FileStream content = File.OpenRead(Path.Combine(folder, file));
            SHA256.HashData(content, digest);
            all.AppendData(digest);
        }

        return Convert.ToHexStringLower(all.GetHashAndReset())[..16];
    }

    // Renamed when complete, so that a copy is whole or absent, also when two relays make it at once.
    private static void Copy(string folder, string[] files, string target)
    {
        string staging = $"{target}.{Guid.NewGuid():N}";
        foreach (string file in files)
        {
            string copy = Path.Combine(staging, file);
            // The folder above may be the spool's, which is made here when there is none yet.
            OwnerOnly.MakeFolder(Path.GetDirectoryName(copy)!);
            File.Copy(Path.Combine(folder, file), copy);
        }

        try
        {
            Directory.Move(staging, target);
        }
        catch (IOException) when (Directory.Exists(target))
        {
            Directory.Delete(staging, recursive: true);
        }
    }
}
