using Relay.Core.Settings;
using Relay.Core.Settings.Binding;

namespace Relay.Core.Tests.Settings;

public sealed class DifferenceTests
{
    private const string Base = """
        {
          "hostname": "mx.relay.example", "accept": { "maxErrors": 5 }, "dns": { "servers": [ "127.0.0.1" ] },
          "routes": [ { "via": "192.0.2.1" }, { "via": "192.0.2.2" } ], "transports": { "out": { "auth": { "user": "u", "password": "one" } } }
        }
        """;

    [Theory]
    [InlineData("mx.relay.example", "mx.relay.example", "")]
    [InlineData("mx.relay.example", "mx2.relay.example", "hostname")]
    [InlineData("\"maxErrors\": 5", "\"maxErrors\": 6, \"maxSessions\": 7", "accept.maxSessions, accept.maxErrors")]
    [InlineData("127.0.0.1", "127.0.0.2", "dns.servers[0]")]
    [InlineData("\"192.0.2.2\"", "\"mx\"", "routes[1].via")]
    [InlineData("{ \"via\": \"192.0.2.1\" }, ", "", "routes")]
    [InlineData("\"one\"", "\"two\"", "transports.out.auth.password")]
    [InlineData("\"out\": {", "\"in\": {", "transports.out, transports.in")]
    [InlineData("\"accept\":", "\"log\": { \"levels\": { \"spool\": \"debug\" } }, \"accept\":", "log.levels.spool")]
    public void The_keys_that_differ_are_named(string old, string changed, string paths) =>
        string.Join(", ", SettingsDifference.Between(Read(Base), Read(Base.Replace(old, changed, StringComparison.Ordinal)))).ShouldBe(paths);

    private static RelaySettings Read(string json)
    {
        var errors = new SettingsErrors();
        var document = SettingsDocument.Parse(json, new SettingsSource("relay.json", "/"), errors);
        RelaySettings settings = SettingsBinder.Bind<RelaySettings>(document!.Root, errors);
        errors.All.ShouldBeEmpty();
        return settings;
    }
}
