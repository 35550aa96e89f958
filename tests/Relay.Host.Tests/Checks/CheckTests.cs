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
            Path.Combine(folder, "relay.json"), "{ \"hostname\": \"relay\", \"spool\": { \"path\": \"spool\" },\n  \"acept\": {} }", TestContext.Current.CancellationToken);

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
        run.Output.ShouldContain("--set accept.maxErrors: accept.maxErrors: found 0, expected a whole number from 1 to 10000");
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
