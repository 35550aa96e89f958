using Relay.Core.Settings;
using Relay.Core.Settings.Binding;
using Relay.Core.Spool;

namespace Relay.Host.Checks;

/// <summary>Where mail is kept.</summary>
internal static class SpoolRules
{
    public static void Check(CheckScope scope)
    {
        SpoolSettings spool = scope.Settings.Spool;
        // Other stores keep their mail elsewhere, and the relay the admin socket and the plugins here.
        if (spool.Path.Length == 0)
            scope.Error("spool.path", "found \"\", expected a folder");
        else if (File.Exists(spool.Path))
            scope.Error("spool.path", $"{spool.Path} is a file, expected a folder");
        else if (!Directory.Exists(spool.Path))
            CheckMaking(scope, spool.Path);
        else if (SpoolAccess.Problem(spool.Path) is { } problem)
            scope.Error("spool.path", problem);
        else if (MayOthersEnter(spool.Path))
            scope.Warn("spool.path", $"users other than the relay's can enter {spool.Path}, where mail lies; chmod 700 it");
        string[] known = [SpoolSettings.Local, .. scope.Plugins.SpoolStores];
        if (!known.Contains(spool.Store))
            scope.Error("spool.store", $"no enabled plugin has a store '{spool.Store}'{NearestName.Hint(spool.Store, known)}");
    }

    // Tried, since rights alone do not tell: a file system may be read-only, or take no folders.
    private static void CheckMaking(CheckScope scope, string folder)
    {
        string above = folder;
        while (!Path.Exists(above) && Path.GetDirectoryName(above) is { } next)
            above = next;
        string trial = Path.Combine(above, $".relay-check-{Guid.NewGuid():N}");
        try
        {
            Directory.CreateDirectory(trial);
            Directory.Delete(trial);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            string why = File.Exists(above) ? $"{above} is a file" : $"nothing can be made in {above} by this user";
            scope.Error("spool.path", $"the folder {folder} cannot be made: {why}");
        }
    }

    private static bool MayOthersEnter(string folder) =>
        !OperatingSystem.IsWindows() && Directory.Exists(folder) && File.GetUnixFileMode(folder).HasFlag(UnixFileMode.OtherExecute);
}
