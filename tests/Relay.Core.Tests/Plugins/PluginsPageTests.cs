using System.Reflection;
using System.Text.RegularExpressions;
using Relay.Sdk.Events;
using Relay.Sdk.Plugins;
using Relay.TestKit.Plugins;

namespace Relay.Core.Tests.Plugins;

/// <summary>What docs/plugins.md says of the SDK's types, compared with the SDK.</summary>
public sealed partial class PluginsPageTests
{
    private static readonly Assembly Sdk = typeof(IRelayPlugin).Assembly;

    [Fact]
    public void Members_in_the_tables_are_those_of_the_types()
    {
        Dictionary<string, string[]> tables = ReadTables();

        foreach ((string name, string[] members) in tables)
        {
            Type type = Sdk.GetExportedTypes().Single(type => type.Name == name);
            members.Order().ShouldBe(MembersOf(type), name);
        }
    }

    [Fact]
    public void Tables_have_all_moments_and_notices() =>
        Sdk.GetExportedTypes().Where(type => !type.IsAbstract && (type.IsSubclassOf(typeof(Moment)) || type.IsSubclassOf(typeof(Notice))))
            .Select(type => type.Name).Except(ReadTables().Keys).ShouldBeEmpty();

    [Theory]
    [InlineData("samples/DeliveryLog/DeliveryLogPlugin.cs", 0)]
    [InlineData("plugins/RecipientCap/CapRecipients.cs", 5)]
    public void Page_shows_the_code_as_it_is(string file, int skippedLines)
    {
        string code = string.Join('\n', File.ReadAllLines(BuiltPlugin.RepositoryFile(file)).Skip(skippedLines));

        File.ReadAllText(BuiltPlugin.RepositoryFile("docs/plugins.md")).ShouldContain(code);
    }

    [Fact]
    public void The_sample_is_as_short_as_it_is_said_to_be() =>
        File.ReadAllLines(BuiltPlugin.RepositoryFile("samples/DeliveryLog/DeliveryLogPlugin.cs")).Length.ShouldBeLessThanOrEqualTo(40);

    private static IEnumerable<string> MembersOf(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(property => property.GetMethod!.GetBaseDefinition().DeclaringType == type)
            .Select(property => property.Name)
            .Order();

    // Rows of the tables that have a column of members, by the type in their first column.
    private static Dictionary<string, string[]> ReadTables()
    {
        Dictionary<string, string[]> found = [];
        int column = -1;
        foreach (string line in File.ReadAllLines(BuiltPlugin.RepositoryFile("docs/plugins.md")))
        {
            string[] cells = line.Split('|', StringSplitOptions.TrimEntries);
            if (cells.Length < 3)
                column = -1;
            else if (column < 0)
                column = Array.FindIndex(cells, cell => cell.StartsWith("members", StringComparison.Ordinal)) is var at and > 0 ? at : 0;
            else if (column > 0 && Code().Match(cells[1]) is { Success: true } type)
                found.Add(type.Groups[1].Value, [.. Code().Matches(cells[column]).Select(match => match.Groups[1].Value)]);
        }

        return found;
    }

    [GeneratedRegex("`(\\w+)`")]
    private static partial Regex Code();
}
