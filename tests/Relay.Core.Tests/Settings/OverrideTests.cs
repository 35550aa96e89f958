using Relay.Core.Settings;
using Relay.Core.Settings.Binding;
using Relay.Core.Settings.Contributed;

namespace Relay.Core.Tests.Settings;

public sealed class OverrideTests
{
    [Fact]
    public void Variables_and_arguments_win_over_the_file_in_this_order()
    {
        RelaySettings settings = Load(
            """{ "accept": { "maxErrors": 5, "maxRecipients": 200, "maxSessions": 7 } }""",
            [("RELAY__ACCEPT__MAXERRORS", "6"), ("relay__accept__maxrecipients", "300")],
            ["accept.maxErrors=8"]);

        (settings.Accept.MaxErrors, settings.Accept.MaxRecipients, settings.Accept.MaxSessions).ShouldBe((8, 300, 7));
    }

    [Fact]
    public void Lists_dictionaries_and_all_kinds_of_values_can_be_overridden()
    {
        RelaySettings settings = Load(
            """{ "listeners": [ { "address": "127.0.0.1:1" } ], "transports": { "toHub": { "tls": "off" } } }""",
            [("RELAY__LISTENERS__1__ADDRESS", "127.0.0.1:2"), ("RELAY__TRANSPORTS__TOHUB__TLS", "required"),
                ("RELAY__TRANSPORTS__NEW__HELO", "a.example")],
            [
                "listeners[0].address=127.0.0.1:3", "dns.servers=127.0.0.1:53, [::1]:53", "routes=[{\"via\":\"192.0.2.1:25\"}]",
                "delivery.maxAge=2d", "accept.authWithoutTls=true", "transports.toHub.auth={\"user\":\"u\",\"password\":\"p\"}",
            ]);

        settings.ShouldSatisfyAllConditions(
            () => settings.Listeners.Select(listener => listener.Address).ShouldBe(["127.0.0.1:3", "127.0.0.1:2"]),
            () => settings.Transports.Keys.ShouldBe(["toHub", "new"], ignoreOrder: true),
            () => settings.Transports["toHub"].Tls.ShouldBe(TransportTls.Required),
            () => settings.Transports["toHub"].Auth!.Password!.Reveal().ShouldBe("p"),
            () => settings.Dns.Servers.ShouldBe(["127.0.0.1:53", "[::1]:53"]),
            () => settings.Routes.ShouldHaveSingleItem().Via.ShouldBe("192.0.2.1:25"),
            () => settings.Delivery.MaxAge.ShouldBe(TimeSpan.FromDays(2)),
            () => settings.Accept.AuthWithoutTls.ShouldBeTrue());
    }

    [Fact]
    public void Variables_for_the_items_of_a_list_count_in_the_order_of_their_numbers()
    {
        (string, string)[] variables = [.. Enumerable.Range(0, 12).Select(number => ($"RELAY__LISTENERS__{number}__ADDRESS", $"127.0.0.1:{number}"))];

        Load("{}", [.. variables, ("relay__listeners__9__tls", "starttls")], []).Listeners.Select(listener => listener.Address)
            .ShouldBe(Enumerable.Range(0, 12).Select(number => $"127.0.0.1:{number}"));
    }

    [Fact]
    public void A_new_name_is_written_as_it_was_given_but_for_a_variable_all_in_capitals()
    {
        RelaySettings settings = Load(
            "{}", [("RELAY__TRANSPORTS__HUB__HELO", "a.example"), ("RELAY__TRANSPORTS__toStore__HELO", "b.example")],
            ["transports.Smart.helo=c.example", "transports.HUB.tls=off"]);

        settings.Transports.Keys.ShouldBe(["hub", "toStore", "Smart"], ignoreOrder: true);
        settings.Transports["hub"].Tls.ShouldBe(TransportTls.Off);
    }

    [Theory]
    [InlineData("RELAY__ACCEPT__MAXEROS", "1", "environment variable RELAY__ACCEPT__MAXEROS: accept.MAXEROS: unknown key; did you mean 'maxErrors'?")]
    [InlineData("RELAY__ACCEPT__MAXERRORS", "many", "environment variable RELAY__ACCEPT__MAXERRORS: accept.maxErrors: found \"many\", expected a " +
        "whole number from 1 to 10000")]
    [InlineData("RELAY__LISTENERS__5__ADDRESS", "x", "environment variable RELAY__LISTENERS__5__ADDRESS: listeners: found '5', expected an index " +
        "from 0 to 0")]
    [InlineData("RELAY__HOSTNAME__X", "x", "environment variable RELAY__HOSTNAME__X: hostname: there is no 'X' in it: it is text")]
    [InlineData("RELAY__SPOOL", "{", "environment variable RELAY__SPOOL:1:2: spool: not JSON: it ends within an object or a list; a } or ] is " +
        "missing")]
    public void A_fault_of_a_variable_names_it(string name, string value, string error) =>
        Faults("{}", [(name, value)], []).ShouldBe([error]);

    [Theory]
    [InlineData("accept.maxErrors", "--set accept.maxErrors: expected KEY=VALUE, as in accept.maxErrors=5")]
    [InlineData("acept.maxErrors=3", "--set acept.maxErrors: acept: unknown key; did you mean 'accept'?")]
    public void A_fault_of_an_argument_names_it(string argument, string error) =>
        Faults("{}", [], [argument]).ShouldBe([error]);

    [Fact]
    public void Variables_without_the_prefix_are_none_of_ours() =>
        Load("{}", [("RELAY_CONFIG", "x"), ("RELAY", "x"), ("PATH", "x")], []).Accept.MaxErrors.ShouldBe(20);

    [Fact]
    public void File_names_begin_at_the_folder_of_the_settings_file()
    {
        string folder = Directory.CreateTempSubdirectory("relay-settings-").FullName;
        try
        {
            string file = Path.Combine(folder, "relay.json");
            File.WriteAllText(file, """{ "listeners": [ { "certificate": "x.pem" } ], "accept": { "credentials": "/etc/users" } }""");
            var errors = new SettingsErrors();

            RelaySettings settings = SettingsLoader.Load(new SettingsRequest { File = file }, errors).Settings;

            settings.Spool.Path.ShouldBe(Path.Combine(folder, "var/spool"));
            settings.Listeners[0].Certificate.ShouldBe(Path.Combine(folder, "x.pem"));
            settings.Listeners[0].Key.ShouldBe("");
            settings.Accept.Credentials.ShouldBe("/etc/users");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static RelaySettings Load(string json, (string Name, string Value)[] variables, string[] arguments)
    {
        var errors = new SettingsErrors();
        RelaySettings settings = Load(json, variables, arguments, errors);
        errors.All.ShouldBeEmpty();
        return settings;
    }

    private static string[] Faults(string json, (string Name, string Value)[] variables, string[] arguments)
    {
        var errors = new SettingsErrors();
        Load(json, variables, arguments, errors);
        return [.. errors.All.Select(error => error.ToString())];
    }

    private static RelaySettings Load(string json, (string Name, string Value)[] variables, string[] arguments, SettingsErrors errors)
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, json);
            LoadedSettings loaded = SettingsLoader.Load(
                new SettingsRequest
                {
                    File = file,
                    Environment = variables.ToDictionary(variable => variable.Name, variable => variable.Value),
                    Arguments = arguments
                },
                errors);
            ContributedSettings.Bind(loaded, OptionCatalogue.Empty, errors);
            return loaded.Settings;
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void An_index_too_far_is_one_fault_and_leaves_no_empty_list_behind()
    {
        SettingsErrors errors = new();

        LoadedSettings loaded = SettingsLoader.Load(new SettingsRequest { Arguments = ["listeners[1].address=*:25"] }, errors);

        errors.All.Select(error => error.ToString()).ShouldBe(["--set listeners[1].address: listeners: found '1', expected an index from 0 to 0"]);
        loaded.Settings.Listeners.Count.ShouldBe(1);
    }
}
