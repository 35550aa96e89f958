namespace Relay.Host.Tests.Checks;

public sealed class LoginCheckTests : IDisposable
{
    private readonly CheckTrial trial = new();

    public void Dispose() => trial.Dispose();

    [Theory]
    [InlineData("smarthost.example:587", "warning: transports.out.auth.withoutTls: the password crosses the network in clear text where the host " +
        "offers no TLS")]
    [InlineData("mx", "warning: transports.out.auth: a route with \"via\": \"mx\" uses this transport: the relay would log in at the mail " +
        "exchangers of any domain")]
    public async Task A_password_that_may_reach_others_is_warned_of(string via, string warning) => (await CheckAsync(via)).ShouldContain(warning);

    [Theory]
    [InlineData("smarthost.example:587", true)]
    [InlineData("127.0.0.1:587", false)]
    public async Task A_password_for_any_host_that_answers_is_warned_of(string via, bool isWarned)
    {
        trial.Write($$""" "transports": { "out": { "auth": { "user": "office", "password": "pw", "allowUnverified": true } } }, "routes": [ { "via": "{{via}}", "transport": "out" } ] """);

        (await trial.RunAsync()).Output
            .Contains("warning: transports.out.auth.allowUnverified: the password goes to any host that answers at the next hop, whatever " +
                "certificate it shows", StringComparison.Ordinal)
            .ShouldBe(isWarned);
    }

    [Theory]
    [InlineData("127.0.0.1:587")]
    [InlineData("[::1]:587")]
    public async Task A_password_in_clear_text_stays_on_this_machine(string via) => (await CheckAsync(via)).ShouldNotContain("clear text");

    [Theory]
    [InlineData("opportunistic", true)]
    [InlineData("required", true)]
    [InlineData("implicit", false)]
    public async Task A_smarthost_on_port_465_is_spoken_to_in_TLS_from_the_first_octet(string tls, bool isWarned)
    {
        trial.Write($$""" "transports": { "out": { "tls": "{{tls}}" } }, "routes": [ { "via": "smarthost.example:465", "transport": "out" } ] """);

        (await trial.RunAsync()).Output.Contains("warning: routes[0].via: port 465 is for TLS from the first octet (RFC 8314 §3.3)",
            StringComparison.Ordinal).ShouldBe(isWarned);
    }

    private async Task<string> CheckAsync(string via)
    {
        trial.Write($$""" "transports": { "out": { "auth": { "user": "office", "password": "pw", "withoutTls": true } } }, "routes": [ { "via": "{{via}}", "transport": "out" } ] """);
        CommandRun run = await trial.RunAsync();
        run.ExitCode.ShouldBe(0, run.Output);
        return run.Output;
    }
}
