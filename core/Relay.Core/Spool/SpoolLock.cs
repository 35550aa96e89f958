using System.Globalization;
using Relay.Core.Spool.Disk;
using Relay.Core.Storage;

namespace Relay.Core.Spool;

/// <summary>The right to write to a spool's folder: an advisory lock that ends with the process, however it ends.</summary>
internal sealed class SpoolLock : IDisposable
{
    private const int WouldBlockOnLinux = 11;
    private const int WouldBlockOnBsd = 35;
    private const int SharingOnWindows = unchecked((int)0x80070020);
    private readonly FileStream held;
    private readonly FileIdentity identity;

    private SpoolLock(FileStream held) => (this.held, identity) = (held, FileIdentity.Of(held.SafeFileHandle, FileStatus.MakeRoom()));

    /// <summary>Whether the file that is held still has its name: a second relay takes the file that it finds there, or makes a new file.</summary>
    /// <param name="room">As for <see cref="FileIdentity.Of(string, byte[])"/>.</param>
    public bool IsThere(byte[] room) => FileIdentity.Of(held.Name, room) == identity;

    /// <exception cref="IOException">Another relay has it; the text names the process.</exception>
    public static SpoolLock Take(SpoolFolder folder)
    {
        FileStream held;
        try
        {
            // FileShare.None is flock(LOCK_EX) on Unix and a sharing mode on Windows.
            held = new FileStream(folder.Lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException fault) when (fault.HResult is WouldBlockOnLinux or WouldBlockOnBsd or SharingOnWindows)
        {
            throw new SpoolInUseException(
                $"the spool '{folder.Path}' is in use by another relay ({Holder(folder)}); stop it first, or set spool.path to another folder",
                fault);
        }

        // In a file of its own, because the locked one cannot be read by others on every system.
        try
        {
            File.WriteAllText(folder.Pid, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        }
        catch (IOException fault) when (DiskFull.Is(fault))
        {
            // It is for people only; the relay starts on a full disk too.
        }

        return new SpoolLock(held);
    }

    private static string Holder(SpoolFolder folder)
    {
        try
        {
            return $"process {File.ReadAllText(folder.Pid).Trim()}";
        }
        catch (IOException)
        {
            return "its process id is not known";
        }
    }

    public void Dispose() => held.Dispose();
}
