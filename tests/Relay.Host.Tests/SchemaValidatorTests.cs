using Relay.TestKit.Peers;

namespace Relay.Host.Tests;

/// <summary>The schema as another program understands it: Python's jsonschema.</summary>
public sealed class SchemaValidatorTests : IDisposable
{
    private const string Script = """
        import json, sys
        import jsonschema
        schema = json.load(open(sys.argv[1]))
        validator = jsonschema.validators.validator_for(schema)
        validator.check_schema(schema)
        errors = list(validator(schema).iter_errors(json.loads(sys.argv[2])))
        print("right" if not errors else "wrong")
        """;

    // The system's own: another one does not know the system's packages.
    private static readonly string Python = File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3";

    private readonly TemporaryFolder folder = new("schema");

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("right", "{}")]
    [InlineData("right", """
        { "hostname": "mx1.relay.example", "spool": { "store": "local", "path": "var/spool" },
          "listeners": [ { "address": "127.0.0.1:2525", "tls": "starttls", "certificate": "x.pem", "key": "x.key", "auth": "optional", "proxyFrom": "192.0.2.1" } ],
          "admin": { "address": "127.0.0.1:8025" },
          "accept": { "relayFromHosts": "127.0.0.1 : ::1", "relayToDomains": "", "maxMessageOctets": 52428800 },
          "dns": { "servers": ["127.0.0.1:53"], "trustAd": "loopback" },
          "routes": [ { "domains": "*", "via": "mx", "transport": "remote" } ],
          "transports": { "remote": { "hostsRequireTls": "" } },
          "retry": [ { "domains": "*", "rule": "F,2h,15m; G,16h,1h,1.5; F,4d,6h" } ] }
        """)]
    [InlineData("right", """{ "transports": { "x": { "auth": { "user": "u", "password": { "$secret": "env:NAME" } } } } }""")]
    [InlineData("wrong", """{ "hostnme": "x" }""")]
    [InlineData("wrong", """{ "accept": { "maxErrors": "many" } }""")]
    [InlineData("wrong", """{ "accept": { "maxErrors": 0 } }""")]
    [InlineData("wrong", """{ "listeners": [ { "tls": "on" } ] }""")]
    [InlineData("wrong", """{ "delivery": { "maxAge": "5" } }""")]
    [InlineData("wrong", """{ "dns": { "servers": "127.0.0.1:53" } }""")]
    public async Task An_independent_validator_agrees(string verdict, string settings)
    {
        Assert.SkipWhen(PeerPrograms.Missing("python3") is not null, PeerPrograms.Missing("python3") ?? "");
        string schema = folder.Write("schema.json", (await CommandRun.OfAsync("config", "schema")).Output);

        (await PeerProcess.RunAsync(Python, ["-c", Script, schema, settings])).Trim().ShouldBe(verdict);
    }
}
