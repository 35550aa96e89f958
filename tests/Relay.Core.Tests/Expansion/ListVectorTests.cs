using System.Net;
using System.Text.Json;
using Relay.Core.Expansion;
using Relay.Sdk.Lists;
using Relay.Sdk.Mail;
using Relay.Sdk.Testing.Dns;
using Relay.TestKit.Plugins;

namespace Relay.Core.Tests.Expansion;

/// <summary>The answers of a real Exim (4.96 and 4.99.1) about lists without lookups, files, names of lists and regular expressions:
/// <c>lists.jsonl</c>.</summary>
public sealed class ListVectorTests
{
    private static readonly ExpansionServices Services = new(TimeProvider.System) { Hostname = "relay.example.test", Dns = new FakeDns() };

    // Exim reads every item and lets it match nothing; the relay refuses what can never match. A subject that is no domain, address or mailbox never
    // reaches a list of the relay.
    [Theory]
    [InlineData("domain", 31, 7, 8)]
    [InlineData("domain-special", 8, 0, 0)]
    [InlineData("address", 35, 0, 5)]
    [InlineData("address-case", 5, 0, 0)]
    [InlineData("address-special", 2, 1, 0)]
    [InlineData("ip", 18, 1, 0)]
    [InlineData("ip6", 14, 0, 0)]
    [InlineData("ip-error", 2, 1, 4)]
    [InlineData("ip-special", 4, 0, 0)]
    public async Task Exim_agrees_about_every_list_that_can_be_read(string group, int compared, int refused, int withoutSubject)
    {
        int agreed = 0, unreadable = 0, impossible = 0;
        var wrong = new List<string>();
        foreach (JsonElement vector in File.ReadLines(BuiltPlugin.RepositoryFile("tests/Relay.Core.Tests/Expansion/lists.jsonl"))
            .Select(static line => JsonDocument.Parse(line).RootElement))
        {
            if (vector.GetProperty("group").GetString() != group)
                continue;
            string item = vector.GetProperty("item").GetString()!, list = vector.GetProperty("list").GetString()!;
            if (Ask(vector.GetProperty("kind").GetString()!, item, list, out bool isSubject) is not { } asked)
            {
                (unreadable, impossible) = isSubject ? (unreadable + 1, impossible) : (unreadable, impossible + 1);
                continue;
            }

            Membership answer = await asked;
            bool expected = vector.GetProperty("expect").GetProperty("value").GetString() == "yes";
            if (answer is Membership.Unavailable || answer is Membership.Yes != expected)
                wrong.Add($"{vector.GetProperty("id")}: '{item}' in '{list}' should be {expected}, not {answer}");
            agreed++;
        }

        wrong.ShouldBeEmpty();
        (agreed, unreadable, impossible).ShouldBe((compared, refused, withoutSubject));
    }

    private static ValueTask<Membership>? Ask(string kind, string item, string list, out bool isSubject)
    {
        var problems = new List<ListProblem>();
        switch (kind)
        {
            case "domain":
                isSubject = MailDomain.TryParse(item, out MailDomain domain) || item.Length == 0;
                return isSubject ? ListParser.TryDomains(list, Services, problems)?.MatchAsync(domain, CancellationToken.None) : null;
            case "address":
                isSubject = Mailbox.TryParse(item, out Mailbox? mailbox) || item.Length == 0;
                return isSubject
                    ? ListParser.TryAddresses(list, Services, problems)?.MatchAsync(mailbox is null ? ReversePath.Null
                        : ReversePath.From(mailbox), CancellationToken.None)
                    : null;
            default:
                IPAddress? address = null;
                isSubject = item.Length == 0 || (item.Trim() == item && IPAddress.TryParse(item, out address));
                return isSubject ? ListParser.TryHosts(list, Services, problems)?.MatchAsync(address is null ? default
                    : HostSubject.Client(address), CancellationToken.None) : null;
        }
    }
}
