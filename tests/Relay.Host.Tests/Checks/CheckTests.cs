using System.Text.Json;

namespace Relay.Host.Tests.Checks;

public sealed class CheckTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("relay-check-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("""{ "listeners": [ { "address": "nowhere" } ] }""", "listeners[0].address: 'nowhere' is not an address and port, as in 127.0.0.1:2525, [::1]:25 or *:25")]
    [InlineData("""{ "listeners": [ { "address": "127.0.0.1:1" }, { "address": "127.0.0.1:1" } ] }""", "listeners[1].address: 127.0.0.1:1 is another listener's address too")]
    [InlineData("""{ "listeners": [ { "tls": "starttls" } ] }""", "listeners[0].certificate: missing; tls needs a certificate")]
    [InlineData("""{ "listeners": [ { "tls": "implicit", "certificate": "absent.pem" } ] }""", "listeners[0].certificate: there is no file ")]
    [InlineData("""{ "listeners": [ { "proxyFrom": "10.0.0.0/99" } ] }""", "listeners[0].proxyFrom: ")]
    [InlineData("""{ "accept": { "relayFromHosts": "300.0.0.1" } }""", "accept.relayFromHosts: ")]
    [InlineData("""{ "accept": { "credentials": "absent" } }""", "accept.credentials: there is no file ")]
    [InlineData("""{ "admin": { "address": "192.0.2.1:80" } }""", "admin.address: 192.0.2.1 is not a loopback address; the endpoint gives power over the queue")]
    [InlineData("""{ "dns": { "servers": [ "resolver.example" ] } }""", "dns.servers[0]: 'resolver.example' is not an address, with or without a port, as in 127.0.0.1:53 or [::1]:53")]
    [InlineData("""{ "hostname": "a b" }""", "hostname: 'a b' is not a host name")]
    [InlineData("""{ "reports": { "from": "nobody" } }""", "reports.from: 'nobody' is not a mailbox")]
    [InlineData("""{ "transports": { "remote": { "interface": "eth0" } } }""", "transports.remote.interface: 'eth0' is not an address of this machine")]
    public async Task A_rule_that_is_broken_is_told_and_ends_with_2(string json, string error)
    {
        CommandRun run = await CheckAsync(json);

        run.ExitCode.ShouldBe(2, run.Output);
        run.Output.ShouldContain(error);
        run.Output.ShouldContain("relay.json:1:");
    }

    [Fact]
    public async Task Findings_are_told_as_json_each_with_its_place()
    {
        await File.WriteAllTextAsync(
            Path.Combine(folder, "relay.json"), "{ \"hostname\": \"relay\", \"spool\": { \"path\": \"spool\" },\n  \"acept\": {} }",
            TestContext.Current.CancellationToken);

        CommandRun run = await CommandRun.OfAsync("check", "--json", "--config", Path.Combine(folder, "relay.json"));

        run.ExitCode.ShouldBe(2);
        JsonElement[] findings = [.. JsonDocument.Parse(run.Output).RootElement.EnumerateArray()];
        findings.Length.ShouldBe(2);
        findings[0].GetProperty("path").GetString().ShouldBe("hostname");
        findings[0].GetProperty("isWarning").GetBoolean().ShouldBeTrue();
        findings[1].GetProperty("source").GetString().ShouldBe(Path.Combine(folder, "relay.json"));
        (findings[1].GetProperty("line").GetInt32(), findings[1].GetProperty("column").GetInt32()).ShouldBe((2, 3));
        findings[1].GetProperty("message").GetString().ShouldBe("unknown key; did you mean 'accept'?");
        findings[1].GetProperty("isWarning").GetBoolean().ShouldBeFalse();
    }

    [Theory]
    [InlineData("""{ "transports": { "v6": { "interface": "::1" } }, "routes": [ { "via": "192.0.2.1", "transport": "v6" } ] }""", "warning: routes[0].via: transport 'v6' sends over IPv6, and no next hop of the route has such an address")]
    [InlineData("""{ "transports": { "v4": { "addresses": "ipv4-only" } }, "routes": [ { "via": "[2001:db8::1]:25, [2001:db8::2]", "transport": "v4" } ] }""", "warning: routes[0].via: transport 'v4' sends over IPv4, ")]
    [InlineData("""{ "transports": { "odd": { "interface": "127.0.0.1", "addresses": "ipv6-only" } } }""", "warning: transports.odd.interface: 127.0.0.1 is an IPv4 address, and addresses lets IPv6 next hops only")]
    public async Task A_next_hop_that_the_transport_cannot_reach_is_warned_of(string json, string warning) =>
        (await CheckAsync(json)).Output.ShouldContain(warning);

    [Theory]
    [InlineData("mx:25")]
    [InlineData("MX, mail.example")]
    public async Task A_host_called_mx_is_warned_of(string via) =>
        (await CheckAsync($$"""{ "routes": [ { "via": "{{via}}" } ] }""")).Output
            .ShouldContain($"warning: routes[0].via: '{via}' names a host called mx; the mail exchangers of each domain are \"mx\" alone, without " +
                "a port or another host");

    [Fact]
    public async Task Mail_to_postmaster_that_nobody_gets_is_warned_of()
    {
        const string Warning = "warning: accept.relayToDomains: mail to <postmaster> (RFC 5321 §4.5.1) is refused from other hosts";
        (await CheckAsync("""{ "hostname": "mx.corp.example", "accept": { "relayToDomains": "corp.example" } }""")).Output.ShouldContain(Warning);
        (await CheckAsync("""{ "hostname": "mx.corp.example", "accept": { "relayToDomains": "corp.example : *.corp.example" } }""")).Output.ShouldNotContain(Warning);
        (await CheckAsync("""{ "hostname": "mx.corp.example", "accept": { "relayToDomains": "corp.example", "postmaster": "it@corp.example" } }""")).Output.ShouldNotContain(Warning);
        (await CheckAsync("""{ "accept": { "postmaster": "it" } }""")).Output.ShouldContain("accept.postmaster: 'it' is not a mailbox");
    }

    [Fact]
    public async Task A_next_hop_of_either_family_or_of_a_name_may_be_reached() =>
        (await CheckAsync("""{ "transports": { "v6": { "interface": "::1" } }, "routes": [ { "domains": "a.example", "via": "192.0.2.1, [2001:db8::1]:25", "transport": "v6" }, { "via": "mx.example", "transport": "v6" } ] }"""))
            .Output.ShouldNotContain("nothing could be delivered");

    [Fact]
    public async Task A_proxy_on_this_machine_brings_the_world_to_a_loopback_listener() =>
        (await CheckAsync("""{ "listeners": [ { "address": "127.0.0.1:25", "proxyFrom": "127.0.0.1" } ], "accept": { "relayFromHosts": "*" } }""")).Output
            .ShouldContain("warning: accept.relayFromHosts: OPEN RELAY");

    [Fact]
    public async Task All_faults_of_file_and_command_line_are_told_at_once()
    {
        CommandRun run = await CheckAsync("""{ "hostnme": "x", "dns": { "servers": [ "x" ] } }""", "--set", "accept.maxErrors=0");

        run.Output.ShouldContain("relay.json:1:3: hostnme: unknown key; did you mean 'hostname'?");
        run.Output.ShouldContain("relay.json:1:41: dns.servers[0]: ");
        run.Output.ShouldContain("--set accept.maxErrors: found 0, expected a whole number from 1 to 10000");
        run.Output.ShouldContain("3 errors");
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_told_without_a_stack_trace()
    {
        CommandRun run = await CommandRun.OfAsync("check", "--config", Path.Combine(folder, "absent.json"));

        run.ExitCode.ShouldBe(2);
        run.Output.ShouldContain("absent.json: the file cannot be read: ");
        run.Output.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task The_schema_can_be_had() =>
        (await CommandRun.OfAsync("config", "schema")).Output.ShouldContain("\"maxMessageOctets\"");

    private async Task<CommandRun> CheckAsync(string json, params string[] arguments)
    {
        string file = Path.Combine(folder, "relay.json");
        await File.WriteAllTextAsync(file, json);
        return await CommandRun.OfAsync(["check", "--config", file, .. arguments]);
    }
}
