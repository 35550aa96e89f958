using Relay.Core.Settings;

namespace Relay.Host.Checks;

/// <summary>Warns of a disk that has less room than the reserve: the relay would start and refuse all new mail.</summary>
internal static class SpoolRoomRule
{
    public static void Check(CheckScope scope)
    {
        SpoolSettings spool = scope.Settings.Spool;
        if (spool.Path.Length == 0 || spool.Store != SpoolSettings.Local)
            return;
        string folder = Path.GetFullPath(spool.Path);
        while (!Directory.Exists(folder) && Path.GetDirectoryName(folder) is { } above)
            folder = above;
        try
        {
            long free = new DriveInfo(folder).AvailableFreeSpace;
            if (free < spool.ReserveOctets)
                scope.Warn("spool.reserveOctets", $"the disk of {spool.Path} has {free} octets free, and {spool.ReserveOctets} are reserved: new " +
                    "mail would get 452; make room, or reserve less");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Whether the folder can be used at all, the other rules say.
            return;
        }
    }
}
