using Relay.Core.Settings;
using Relay.Core.Settings.Binding;

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
        else if (MayOthersEnter(spool.Path))
            scope.Warn("spool.path", $"users other than the relay's can enter {spool.Path}, where mail lies; chmod 700 it");
        string[] known = [SpoolSettings.Local, .. scope.Plugins.SpoolStores];
        if (!known.Contains(spool.Store))
            scope.Error("spool.store", $"no enabled plugin has a store '{spool.Store}'{NearestName.Hint(spool.Store, known)}");
    }

    private static bool MayOthersEnter(string folder) =>
        !OperatingSystem.IsWindows() && Directory.Exists(folder) && File.GetUnixFileMode(folder).HasFlag(UnixFileMode.OtherExecute);
}
