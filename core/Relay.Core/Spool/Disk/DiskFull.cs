namespace Relay.Core.Spool.Disk;

/// <summary>Tells a full disk from other faults.</summary>
internal static class DiskFull
{
    private const int NoSpace = 28; // ENOSPC on Linux, macOS and the BSDs
    private const int QuotaOnLinux = 122; // EDQUOT
    private const int DiskFullOnWindows = unchecked((int)0x80070070);

    public static bool Is(IOException fault) => IsErrorNumber(fault.HResult) || fault.HResult == DiskFullOnWindows;

    /// <summary>Whether an <c>errno</c> says so; a quota counts.</summary>
    public static bool IsErrorNumber(int number) => number is NoSpace or QuotaOnLinux;
}
