using Relay.Core.Settings;

namespace Relay.Core.Tests.Architecture;

/// <summary>The folders of the engine are its architecture: who may know whom is read from the built engine.</summary>
public sealed class FolderTests
{
    private const string Root = "Relay.Core";
    private static readonly IReadOnlyDictionary<string, IReadOnlySet<string>> Types = TypeReferences.Of(typeof(RelaySettings).Assembly.Location);

    /// <summary>Each folder that has folders in it.</summary>
    public static TheoryData<string> Parents() =>
        [.. Types.Keys.SelectMany(static type => Ancestors(Namespace(type))).Distinct().Where(static parent => Rooms(parent).Count > 1)];

    [Theory]
    [MemberData(nameof(Parents))]
    public void No_two_folders_side_by_side_know_each_other_in_a_circle(string parent)
    {
        Dictionary<string, HashSet<string>> arrows = Rooms(parent);
        var done = new HashSet<string>();
        foreach (string room in arrows.Keys)
            Follow(room, [], arrows, done);
    }

    [Theory]
    [InlineData("Protocol")]
    [InlineData("Dns")]
    [InlineData("Expansion")]
    public void Protocol_dns_and_expansion_know_nothing_of_the_others(string room) =>
        Rooms(Root)[room].ShouldBeEmpty($"{room} is a library of its own");

    private static void Follow(string room, string[] path, Dictionary<string, HashSet<string>> arrows, HashSet<string> done)
    {
        path.ShouldNotContain(room, $"circle: {string.Join(" -> ", path)} -> {room}");
        if (!done.Contains(room))
        {
            foreach (string next in arrows[room])
                Follow(next, [.. path, room], arrows, done);
            done.Add(room);
        }
    }

    // The folders right below the parent, each with those beside it that its types know. Types of the parent itself may know all of them, and be
    // known.
    private static Dictionary<string, HashSet<string>> Rooms(string parent)
    {
        var arrows = new Dictionary<string, HashSet<string>>();
        foreach ((string type, IReadOnlySet<string> known) in Types)
        {
            if (Room(type, parent) is not { } room)
                continue;
            if (!arrows.TryGetValue(room, out HashSet<string>? others))
                arrows.Add(room, others = []);
            others.UnionWith(known.Select(other => Room(other, parent)).OfType<string>().Where(other => other != room));
        }

        return arrows;
    }

    private static string? Room(string type, string parent) =>
        Namespace(type).StartsWith(parent + ".", StringComparison.Ordinal) ? Namespace(type)[(parent.Length + 1)..].Split('.')[0] : null;

    private static string Namespace(string type) => type[..type.LastIndexOf('.')];

    private static IEnumerable<string> Ancestors(string name)
    {
        for (string parent = name; parent.StartsWith(Root, StringComparison.Ordinal); parent = parent[..Math.Max(0, parent.LastIndexOf('.'))])
            yield return parent;
    }
}
