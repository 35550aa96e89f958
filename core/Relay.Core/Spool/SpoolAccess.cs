using Relay.Core.Storage;

namespace Relay.Core.Spool;

/// <summary>Says what keeps this process from using a spool's folder.</summary>
public static class SpoolAccess
{
    private static readonly string[] Names =
        ["spool.db", "spool.db-wal", "spool.db-shm", "lock", "pid", "in-flight", "bodies", "corrupt", "plugins", "admin.token"];

    /// <summary>Looks at the folder and at what the relay keeps in it; opens and changes nothing.</summary>
    /// <param name="folder">The spool's folder.</param>
    /// <returns>What may not be used, its owner, and what to do; null when everything may be used, or there is no such folder.</returns>
    public static string? Problem(string folder)
    {
        if (!Directory.Exists(folder))
            return null;
        string? closed = Names.Select(name => Path.Combine(folder, name)).Prepend(folder).FirstOrDefault(path => !UserAccess.MayUse(path));
        if (closed is null)
            return null;
        string user = UserAccess.CurrentUser;
        return UserAccess.OwnerOf(closed) switch
        {
            null => $"this process runs as the user {user}, which may not read and write {closed}",
            var owner when owner == user => $"{closed} belongs to {user}, the user of this process, but may not be read and written; check its " +
            $"rights (chmod -R u+rwX {folder}) and its file system",
            var owner => $"{closed} belongs to the user {owner}, and this process runs as {user}, which may not read and write it; "
                + $"run the command as {owner}, or give the spool to {user}: chown -R {user} {folder}",
        };
    }
}
