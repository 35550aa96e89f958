namespace Relay.Host.Tests.Checks;

public sealed class RouteCoverageTests : IDisposable
{
    private readonly CheckTrial trial = new();

    public void Dispose() => trial.Dispose();

    [Theory]
    [InlineData("ours.example")]
    [InlineData("*.example : *.com")]
    [InlineData("!* : ours.example")]
    public async Task Routes_that_leave_domains_out_are_warned_of(string domains) =>
        (await CheckAsync($$""" "routes": [ { "domains": "{{domains}}", "via": "192.0.2.1" } ] """))
            .ShouldContain("warning: routes: no route takes every domain: mail for a domain that no route names is returned to its sender");

    [Theory]
    [InlineData("*")]
    [InlineData("!internal.example : *")]
    [InlineData("!internal.example")]
    public async Task A_route_for_the_rest_takes_every_domain(string domains) =>
        (await CheckAsync($$""" "routes": [ { "domains": "ours.example", "via": "192.0.2.1" }, { "domains": "{{domains}}" } ] """)).ShouldBe("0 errors, 0 warnings\n");

    [Fact]
    public async Task A_route_behind_the_one_for_all_domains_is_warned_of() =>
        (await CheckAsync(""" "routes": [ { "domains": " * " }, { "domains": "ours.example", "via": "192.0.2.1" } ] """))
            .ShouldContain("warning: routes[1].domains: no mail comes this far: routes[0] takes every domain");

    [Fact]
    public async Task A_domain_whose_mail_is_taken_and_that_no_route_names_is_warned_of()
    {
        string output = await CheckAsync(""" "accept": { "relayToDomains": "ours.example : *.ours.example : !bad.ours.example" }, "routes": [ { "domains": "ours.example", "via": "192.0.2.1" } ] """);

        output.ShouldContain("warning: accept.relayToDomains: no route takes *.ours.example: its mail is accepted and then returned");
        output.ShouldNotContain("no route takes ours.example");
        output.ShouldNotContain("bad.ours.example");
    }

    [Fact]
    public async Task A_domain_of_ones_own_that_would_go_by_its_MX_is_warned_of() =>
        (await CheckAsync(""" "accept": { "relayToDomains": "<; ours.example" } """))
            .ShouldContain("warning: accept.relayToDomains: ours.example has no route of its own and goes by its MX records");

    [Fact]
    public async Task A_stand_in_for_another_relay_says_so_by_a_route_of_its_own() =>
        (await CheckAsync(""" "accept": { "relayToDomains": "ours.example", "postmaster": "admin@ours.example" }, "routes": [ { "domains": "ours.example", "via": "mx" }, {} ] """)).ShouldBe("0 errors, 0 warnings\n");

    [Fact]
    public async Task A_transport_that_no_route_uses_is_warned_of() =>
        (await CheckAsync(""" "transports": { "smarthost": {}, "remote": {} } """)).ShouldContain("warning: transports.smarthost: no route uses this transport");

    private async Task<string> CheckAsync(string keys)
    {
        trial.Write(keys);
        CommandRun run = await trial.RunAsync();
        run.ExitCode.ShouldBe(0, run.Output);
        return run.Output;
    }
}
