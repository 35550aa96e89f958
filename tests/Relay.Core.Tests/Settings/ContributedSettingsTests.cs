using System.ComponentModel.DataAnnotations;
using Relay.Core.Settings;
using Relay.Core.Settings.Binding;
using Relay.Core.Settings.Contributed;
using Relay.Core.Settings.Schema;
using Relay.Sdk.Lists;
using Relay.TestKit.Peers;

namespace Relay.Core.Tests.Settings;

public sealed class ContributedSettingsTests : IDisposable
{
    private readonly TemporaryFolder folder = new("options");
    private readonly OptionsInForce<HostChecks> transports = new("checks", OptionPart.Transport);
    private readonly OptionsInForce<SenderChecks> listeners = new("senders", OptionPart.Listener);
    private readonly OptionsInForce<Wording> relay = new("words", OptionPart.Relay);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Each_transport_has_its_own_values_and_a_transport_that_is_not_written_the_defaults()
    {
        Load("""{ "transports": { "slow": { "hostsToCheck": "*.slow.example", "tries": 5 }, "fast": { "tries": 2 } } }""").ShouldBeEmpty();

        transports["slow"].HostsToCheck.ToString().ShouldBe("*.slow.example");
        (transports["slow"].Tries, transports["fast"].Tries, transports["remote"].Tries, transports["unknown"].Tries).ShouldBe((5, 2, 3, 3));
    }

    [Fact]
    public void Listeners_are_told_apart_by_their_address()
    {
        Load("""{ "listeners": [ { "senders": "a.example" }, { "address": "*:25", "senders": "b.example" } ] }""").ShouldBeEmpty();

        listeners["127.0.0.1:2525"].Senders.ToString().ShouldBe("a.example");
        listeners["*:25"].Senders.ToString().ShouldBe("b.example");
    }

    [Fact]
    public void Options_at_the_top_of_the_file_are_the_relays()
    {
        Load("""{ "word": "no" }""").ShouldBeEmpty();
        relay.Current.Word.ShouldBe("no");
    }

    [Theory]
    [InlineData("""{ "transports": { "slow": { "tries": 9 } } }""", "relay.json:1:38: transports.slow.tries: found 9, expected a whole number from 1 to 5")]
    [InlineData("""{ "transports": { "slow": { "hostsToChek": "*" } } }""", "relay.json:1:29: transports.slow.hostsToChek: unknown key; did you mean 'hostsToCheck'?")]
    [InlineData("""{ "transports": { "slow": { "maxConnection": 5 } } }""", "relay.json:1:29: transports.slow.maxConnection: unknown key; did you mean 'maxConnections'?")]
    [InlineData("""{ "transports": { "slow": { "hostsToCheck": "1.2.3" } } }""", "relay.json:1:45: transports.slow.hostsToCheck: item 1, character 1: '1.2.3' is neither an IP address nor a block as in 192.0.2.0/24 or 2001:db8::/32")]
    [InlineData("""{ "listeners": [ { "tries": 2 } ] }""", "relay.json:1:20: listeners[0].tries: unknown key")]
    [InlineData("""{ "transports": { "slow": { "hostsTryDane": "*" } } }""", "relay.json:1:29: transports.slow.hostsTryDane: is an option of the plugin dane, which is not loaded; list the plugin in plugins.json, or leave the key out")]
    public void A_fault_is_told_with_its_place_and_what_is_right(string json, string error) =>
        Load(json).ShouldHaveSingleItem().ShouldStartWith(error);

    [Fact]
    public void What_is_wrong_puts_nothing_in_force()
    {
        Load("""{ "transports": { "slow": { "tries": 2 } } }""").ShouldBeEmpty();
        Load("""{ "transports": { "slow": { "tries": 4, "other": 1 } } }""").Count.ShouldBe(1);
        transports["slow"].Tries.ShouldBe(2);
        Load("""{ "transports": { "slow": { "tries": 4 } } }""").ShouldBeEmpty();
        transports["slow"].Tries.ShouldBe(4);
    }

    [Fact]
    public void Options_of_plugins_are_overridden_as_the_relays_own_and_read_by_their_type()
    {
        Load("{}", ["transports.made.tries=4", "transports.made.hostsToCheck=*", "word=5"],
            new Dictionary<string, string> { ["RELAY__LISTENERS__0__SENDERS"] = "c.example" }).ShouldBeEmpty();

        (transports["made"].Tries, transports["made"].HostsToCheck).ShouldBe((4, HostList.Any));
        relay.Current.Word.ShouldBe("5");
        listeners["127.0.0.1:2525"].Senders.ToString().ShouldBe("c.example");
    }

    [Theory]
    [InlineData("transports.made.treis=4", "--set transports.made.treis: unknown key; did you mean 'tries'?")]
    [InlineData("transports.made.hostsTryDane=*", "--set transports.made.hostsTryDane: is an option of the plugin dane, which is not loaded")]
    [InlineData("transports.made.tries=many", "--set transports.made.tries: found \"many\", expected a whole number from 1 to 5")]
    public void A_wrong_override_is_told_once(string argument, string error) => Load("{}", [argument]).ShouldHaveSingleItem().ShouldStartWith(error);

    [Fact]
    public void Two_plugins_with_one_key_and_a_key_of_the_relay_are_clashes()
    {
        OptionClashes.Find([transports], new OptionsInForce<HostChecks>("other", OptionPart.Transport)).ShouldBe(
        [
            "the plugins checks and other both add the transport option 'hostsToCheck'; switch one of them off",
            "the plugins checks and other both add the transport option 'tries'; switch one of them off",
        ]);
        OptionClashes.Find([transports], new OptionsInForce<HostChecks>("other", OptionPart.Listener)).ShouldBeEmpty();
        OptionClashes.Find([transports], new OptionsInForce<HostChecks>("checks", OptionPart.Transport)).First()
            .ShouldBe("the plugin checks adds the transport option 'hostsToCheck' twice; the plugin cannot be used like this");
        OptionClashes.Find([], new OptionsInForce<OwnName>("own", OptionPart.Relay)).ShouldHaveSingleItem()
            .ShouldBe("the plugin own adds the option 'hostname', which is one of the relay's own; the plugin cannot be used with this relay");
    }

    [Fact]
    public void The_schema_has_the_options_of_plugins()
    {
        string schema = SettingsSchema.Of(typeof(RelaySettings), "relay.json", Catalogue).ToJsonString();
        schema.ShouldContain("\"hostsToCheck\":{\"description\":\"Plugin checks.\",\"type\":\"string\",\"default\":\"*\"}");
        schema.ShouldContain("\"word\"");
        SettingsSchema.Of(typeof(RelaySettings), "relay.json").ToJsonString().ShouldNotContain("hostsToCheck");
    }

    private OptionCatalogue Catalogue =>
        new([transports, listeners, relay], static (part, key) => (part, key) is (OptionPart.Transport, "hostsTryDane") ? "dane" : null);

    private IReadOnlyList<string> Load(string json, string[]? arguments = null, Dictionary<string, string>? environment = null)
    {
        SettingsErrors errors = new();
        SettingsRequest request = new() { File = folder.Write("relay.json", json), Arguments = arguments ?? [], Environment = environment ?? [] };
        LoadedSettings loaded = SettingsLoader.Load(request, errors);
        ContributedSettings bound = ContributedSettings.Bind(loaded, Catalogue, errors);
        if (!errors.Any)
            bound.Publish();
        return [.. errors.All.Select(error => error.ToString().Replace(folder.Path + "/", "", StringComparison.Ordinal))];
    }

    private sealed record HostChecks
    {
        public HostList HostsToCheck { get; init; } = HostList.Any;

        [Range(1, 5)]
        public int Tries { get; init; } = 3;
    }

    private sealed record SenderChecks
    {
        [System.ComponentModel.DefaultValue("joe@a.example")]
        public AddressList Senders { get; init; } = AddressList.None;
    }

    private sealed record Wording
    {
        public string Word { get; init; } = "";
    }

    private sealed record OwnName
    {
        public string Hostname { get; init; } = "";
    }
}
