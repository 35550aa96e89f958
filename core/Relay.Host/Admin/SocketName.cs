using System.Text;

namespace Relay.Host.Admin;

/// <summary>
/// A name by which the system takes a socket wherever it lies: its own, or one through a link in the temporary folder when its own is too long.
/// Needed to listen and to connect only; the socket stays where it is.
/// </summary>
internal sealed class SocketName : IDisposable
{
    // The kernel's limit is 108 octets with the null at the end.
    private const int MaxOctets = 107;
    private readonly string? linkFolder;

    public SocketName(string socket)
    {
        Text = socket;
        if (IsUsable || OperatingSystem.IsWindows())
            return;
        try
        {
            linkFolder = Directory.CreateTempSubdirectory("relay-").FullName;
            string link = Path.Combine(linkFolder, "spool");
            File.CreateSymbolicLink(link, Path.GetDirectoryName(socket)!);
            Text = Path.Combine(link, Path.GetFileName(socket));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Dispose();
        }
    }

    public string Text { get; }

    /// <summary>False when it is too long, and the temporary folder cannot be written or its name is too long as well.</summary>
    public bool IsUsable => Encoding.UTF8.GetByteCount(Text) <= MaxOctets;

    public void Dispose()
    {
        // Removes the link, not what it points to.
        if (linkFolder is not null && Directory.Exists(linkFolder))
            Directory.Delete(linkFolder, recursive: true);
    }
}
