using System.Text.RegularExpressions;

namespace Relay.Core.Tests.Spool.KillTests;

/// <summary>
/// Follows the system calls of a spool with one caller, and knows at each moment what power loss would take: octets that were written and not
/// synced since, or whose sync failed; files and folders that were made and whose folder was not synced since.
/// </summary>
/// <remarks>After a sync that failed the system takes the octets for clean: only writing them again brings them to the disk.</remarks>
internal sealed partial class StorageTrace(string folder)
{
    private readonly string database = Path.Combine(folder, "spool.db");
    private readonly string log = Path.Combine(folder, "spool.db-wal");
    private readonly string bodies = Path.Combine(folder, "bodies");
    private readonly HashSet<(string Path, long Offset)> written = [];
    private readonly HashSet<(string Path, long Offset)> lost = [];
    private readonly HashSet<string> nameless = [];
    private readonly Dictionary<string, string> unfinished = [];
    private long logEnd;

    /// <summary>What was said or stored too early, in words.</summary>
    public List<string> Faults { get; } = [];

    /// <summary>Messages that were acknowledged.</summary>
    public int Acknowledged { get; private set; }

    /// <summary>Syncs that failed.</summary>
    public int FailedSyncs { get; private set; }

    /// <summary>Content files that were synced.</summary>
    public int SyncedFiles { get; private set; }

    /// <summary>The arguments of strace that make such a trace.</summary>
    public static string[] Arguments(string file) =>
        ["-f", "-qq", "-y", "-s", "60", "-o", file, "-e", "trace=openat,mkdir,pwrite64,pwritev,write,fsync,fdatasync,unlink"];

    public void Read(string file)
    {
        foreach (string line in File.ReadLines(file))
        {
            Match half = Unfinished().Match(line);
            Match rest = Resumed().Match(line);
            if (half.Success)
                unfinished[half.Groups["thread"].Value] = half.Groups["call"].Value;
            else if (rest.Success && unfinished.Remove(rest.Groups["thread"].Value, out string? begun))
                Take(begun + rest.Groups["call"].Value);
            else
                Take(line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..].TrimStart()); // short thread ids are padded
        }
    }

    private void Take(string call)
    {
        Match match = Call().Match(call);
        if (!match.Success)
            return;
        (string name, string path, string tail) = (match.Groups["name"].Value, match.Groups["path"].Value, match.Groups["tail"].Value);
        bool failed = tail.Contains("= -1 ", StringComparison.Ordinal);
        switch (name)
        {
            case "openat" when !failed && tail.Contains("O_CREAT", StringComparison.Ordinal) && Matters(path):
            case "mkdir" when !failed && path.StartsWith(folder, StringComparison.Ordinal):
                nameless.Add(path);
                break;
            case "unlink":
                nameless.Remove(path);
                written.RemoveWhere(one => one.Path == path);
                break;
            case "pwrite64" or "pwritev" when Matters(path):
                Wrote(path, long.Parse(OffsetAtEnd().Match(tail).Groups[1].ValueSpan));
                break;
            case "fsync" or "fdatasync":
                Synced(path, failed);
                break;
            case "write" when tail.Contains("\"stored ", StringComparison.Ordinal):
                Acknowledged++;
                Check("acknowledged", all: true);
                break;
            default:
                break;
        }
    }

    private void Wrote(string path, long offset)
    {
        if (path == log && offset == 0)
            (logEnd, _) = (0, lost.RemoveWhere(one => one.Path == log));
        if (path == log)
            logEnd = Math.Max(logEnd, offset);
        lost.Remove((path, offset));
        written.Add((path, offset));
    }

    private void Synced(string path, bool failed)
    {
        if (path == log)
            Check("named in the log", all: false);
        if (failed)
        {
            FailedSyncs++;
            lost.UnionWith(written.Where(one => one.Path == path));
            if (path == log)
                logEnd = 0;
        }
        else
        {
            nameless.RemoveWhere(one => Path.GetDirectoryName(one) == path);
            bool isContent = path.StartsWith(bodies + "/", StringComparison.Ordinal) && !Path.GetFileName(path).StartsWith('.');
            SyncedFiles += isContent && written.Any(one => one.Path == path) ? 1 : 0;
        }

        written.RemoveWhere(one => one.Path == path);
    }

    /// <summary>Content that is not on the disk, with its name, must not be in the log; and the log must be when it is said.</summary>
    private void Check(string what, bool all)
    {
        string[] open =
        [
            .. written.Concat(lost.Where(one => one.Path != log || one.Offset < logEnd))
            .Where(one => all ? one.Path != database : one.Path.StartsWith(bodies, StringComparison.Ordinal))
                .Select(static one => $"{one.Path} at {one.Offset}"),
            .. nameless.Where(one => all || one.StartsWith(bodies, StringComparison.Ordinal)),
        ];
        if (open.Length > 0)
            Faults.Add($"{what} before it was synced: {string.Join(", ", open)}");
    }

    private bool Matters(string path) => path == database || path == log || path.StartsWith(bodies, StringComparison.Ordinal);

    // NAME(FD</path>, … or NAME("/path", … or openat(AT_FDCWD</…>, "/path", …
    [GeneratedRegex("""^(?<name>\w+)\((?:AT_FDCWD<[^>]*>, |\d+<)?"?(?<path>[^">]*)(?<tail>.*)$""")]
    private static partial Regex Call();

    [GeneratedRegex("""^(?<thread>\d+) +(?<call>.*) <unfinished \.\.\.>$""")]
    private static partial Regex Unfinished();

    [GeneratedRegex("""^(?<thread>\d+) +<\.\.\. \w+ resumed>(?<call>.*)$""")]
    private static partial Regex Resumed();

    [GeneratedRegex("""(\d+)\) += """)]
    private static partial Regex OffsetAtEnd();
}
