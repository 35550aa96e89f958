using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Relay.Core.Tests.Architecture;

/// <summary>The folders of the engine are its architecture: who may know whom is read from their using lines.</summary>
public sealed partial class FolderTests
{
    private static readonly string[] Pure = ["Protocol", "Dns", "Expansion"];

    [Fact]
    public void No_two_folders_know_each_other_in_a_circle()
    {
        Dictionary<string, HashSet<string>> arrows = ReadArrows();
        var done = new HashSet<string>();
        foreach (string folder in arrows.Keys)
            Follow(folder, [], arrows, done);
    }

    [Fact]
    public void Protocol_dns_and_expansion_know_nothing_of_the_others()
    {
        Dictionary<string, HashSet<string>> arrows = ReadArrows();
        foreach (string folder in Pure)
            arrows[folder].ShouldBeEmpty($"{folder} is a library of its own");
    }

    [Fact]
    public void No_two_rooms_of_the_scheduler_know_each_other_in_a_circle()
    {
        Dictionary<string, HashSet<string>> arrows = ReadArrows("Scheduling", SchedulerRoom());
        arrows.Count.ShouldBeGreaterThan(5);
        var done = new HashSet<string>();
        foreach (string folder in arrows.Keys)
            Follow(folder, [], arrows, done);
    }

    private static void Follow(string folder, string[] path, Dictionary<string, HashSet<string>> arrows, HashSet<string> done)
    {
        path.ShouldNotContain(folder, $"circle: {string.Join(" -> ", path)} -> {folder}");
        if (done.Contains(folder))
            return;
        foreach (string next in arrows.GetValueOrDefault(folder, []))
            Follow(next, [.. path, folder], arrows, done);
        done.Add(folder);
    }

    private static Dictionary<string, HashSet<string>> ReadArrows() => ReadArrows(".", UsedFolder());

    private static Dictionary<string, HashSet<string>> ReadArrows(string parent, Regex used)
    {
        string core = Path.GetFullPath(Path.Combine("../../../core/Relay.Core", parent), Path.GetDirectoryName(ThisFile())!);
        var arrows = new Dictionary<string, HashSet<string>>();
        foreach (string folder in Directory.EnumerateDirectories(core).Where(path => Path.GetFileName(path) is not ("bin" or "obj")))
        {
            string name = Path.GetFileName(folder);
            arrows[name] = Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
                .SelectMany(file => used.Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value))
                .Where(other => other != name)
                .ToHashSet();
        }

        return arrows;
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;

    [GeneratedRegex(@"using Relay\.Core\.Scheduling\.(\w+)")]
    private static partial Regex SchedulerRoom();

    [GeneratedRegex(@"\bRelay\.Core\.(\w+)")]
    private static partial Regex UsedFolder();
}
