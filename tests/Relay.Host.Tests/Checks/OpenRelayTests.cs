namespace Relay.Host.Tests.Checks;

public sealed class OpenRelayTests : IDisposable
{
    private readonly CheckTrial trial = new();

    public void Dispose() => trial.Dispose();

    [Theory]
    [InlineData("*")]
    [InlineData("0.0.0.0/0")]
    [InlineData("<; ::/0")]
    [InlineData("<; 2000::/3")]
    [InlineData("<; 0.0.0.0/0 ; ::/0")]
    [InlineData("0.0.0.0/1 : 128.0.0.0/1")]
    [InlineData("0.0.0.0/1")]
    [InlineData("0.0.0.0/2 : 64.0.0.0/2 : 128.0.0.0/2 : 192.0.0.0/2")]
    [InlineData("!192.168.1.1")]
    [InlineData("!10.0.0.0/8 : *")]
    [InlineData("192.0.2.0/24 : !127.0.0.1")]
    [InlineData("trusted.example : *")]
    [InlineData("!spammer.example : *")]
    [InlineData("!spammer.example")]
    [InlineData("*.ours.example : 0.0.0.0/0")]
    [InlineData("*.com : *.net : *.de")]
    [InlineData("192.0.2.0/24 : *.co.uk")]
    [InlineData("*com")]
    public async Task Lists_that_let_in_the_world_are_warned_of_however_they_are_put_together(string hosts)
    {
        trial.Write($$""" "listeners": [ { "address": "*:25" } ], "accept": { "relayFromHosts": "{{hosts}}" } """);

        CommandRun run = await trial.RunAsync();

        run.ExitCode.ShouldBe(0, run.Output);
        run.Output.ShouldContain("warning: accept.relayFromHosts: OPEN RELAY");
    }

    [Theory]
    [InlineData("*")]
    [InlineData("ours.example : *")]
    [InlineData("!ours.example")]
    [InlineData("*.com")]
    [InlineData("*.co.uk")]
    public async Task Domains_of_strangers_are_warned_of(string domains)
    {
        trial.Write($$""" "listeners": [ { "address": "*:25" } ], "accept": { "relayToDomains": "{{domains}}" } """);

        (await trial.RunAsync()).Output.ShouldContain("warning: accept.relayToDomains: OPEN RELAY");
    }

    [Fact]
    public async Task Clients_behind_a_proxy_are_the_worlds()
    {
        trial.Write(""" "listeners": [ { "address": "127.0.0.1:25", "proxyFrom": "127.0.0.1" } ], "accept": { "relayFromHosts": "*" } """);

        (await trial.RunAsync()).Output.ShouldContain("warning: accept.relayFromHosts: OPEN RELAY");
    }

    [Theory]
    [InlineData("")]
    [InlineData(""" "listeners": [ { "address": "127.0.0.1:25" } ], """)]
    [InlineData(""" "listeners": [ { "address": "[::1]:25" } ], """)]
    public async Task A_relay_that_only_its_own_machine_reaches_is_warned_of_what_it_would_be(string listeners)
    {
        trial.Write($$"""{{listeners}} "accept": { "relayFromHosts": "*", "relayToDomains": "*" } """);

        string output = (await trial.RunAsync()).Output;
        output.ShouldContain("warning: accept.relayFromHosts: an OPEN RELAY as soon as a listener can be reached from other machines: ");
        output.ShouldContain("warning: accept.relayToDomains: an OPEN RELAY as soon as a listener can be reached from other machines: ");
    }

    [Theory]
    [InlineData(""" "listeners": [ { "address": "127.0.0.1:25", "auth": "required", "tls": "implicit", "certificate": "mx.crt", "key": "mx.key" } ], "accept": { "relayFromHosts": "*", "credentials": "users" } """)]
    [InlineData(""" "listeners": [ { "address": "*:25" } ], "accept": { "relayFromHosts": "10.0.0.0/8 : 172.16.0.0/12 : 192.168.0.0/16 : *.ours.com : mx.ours.de : !bad.ours.net : 192.0.2.7 : fd00::/8 : 198.51.100.0/22 : 2001:db8::/32", "relayToDomains": "ours.example : *.ours.example" } """)]
    [InlineData(""" "listeners": [ { "address": "*:25" } ] """)]
    public async Task A_relay_for_few_is_not_warned_of(string keys)
    {
        trial.Write(keys);

        (await trial.RunAsync()).Output.ShouldNotContain("OPEN RELAY");
    }
}
