using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Relay.Core.Expansion;

namespace Relay.Core.Tests.Expansion;

/// <summary>The answers of a real Exim, where the shared vectors lie beside the project. Kinds of item that this version refuses are left out.</summary>
public sealed class ListVectorTests
{
    private static readonly string[] Groups = ["domain", "domain-special", "ip", "ip6", "ip-special", "ip-error"];

    [Fact]
    public void Exim_agrees_about_every_list_that_can_be_read()
    {
        string path = Path.Combine(Folder(), "..", "..", "..", "..", "shared", "vectors", "lists.jsonl");
        if (!File.Exists(path))
            Assert.Skip("no shared vectors beside the project");
        int compared = 0;
        var wrong = new List<string>();
        foreach (string line in File.ReadLines(path))
        {
            JsonElement vector = JsonDocument.Parse(line).RootElement;
            if (!Groups.Contains(vector.GetProperty("group").GetString()) || vector.GetProperty("expect").GetProperty("kind").GetString() != "ok")
                continue;
            string item = vector.GetProperty("item").GetString()!, list = vector.GetProperty("list").GetString()!;
            bool expected = vector.GetProperty("expect").GetProperty("value").GetString() == "yes";
            if (Answer(vector.GetProperty("kind").GetString()!, item, list) is not { } answer)
                continue;
            compared++;
            if (answer != expected)
                wrong.Add($"{vector.GetProperty("id")}: '{item}' in '{list}' should be {expected}");
        }

        wrong.ShouldBeEmpty();
        compared.ShouldBeGreaterThan(60);
    }

    private static bool? Answer(string kind, string item, string list)
    {
        if (kind == "domain")
            return DomainList.TryParse(list, out DomainList? domains, out _) ? domains.Matches(item) : null;
        if (!HostList.TryParse(list, out HostList? hosts, out _))
            return null;
        IPAddress? address = null;
        return item.Length == 0 || IPAddress.TryParse(item, out address) ? hosts.Matches(address) : null;
    }

    private static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
