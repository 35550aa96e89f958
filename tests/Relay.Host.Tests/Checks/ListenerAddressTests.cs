namespace Relay.Host.Tests.Checks;

public sealed class ListenerAddressTests : IDisposable
{
    private readonly CheckTrial trial = new();

    public void Dispose() => trial.Dispose();

    [Theory]
    [InlineData("*:2530", "127.0.0.1:2530")]
    [InlineData("127.0.0.1:2530", "*:2530")]
    [InlineData("0.0.0.0:2530", "127.0.0.1:2530")]
    [InlineData("[::]:2530", "0.0.0.0:2530")]
    [InlineData("*:2530", "[::1]:2530")]
    public async Task A_port_of_all_addresses_and_of_one_of_them_is_an_error(string first, string second)
    {
        CommandRun run = await CheckAsync($$"""{ "address": "{{first}}" }, { "address": "{{second}}" }""");

        run.ExitCode.ShouldBe(2, run.Output);
        run.Output.ShouldContain($"listeners[1].address: port 2530 of {second} is part of listeners[0] ({first})");
    }

    [Theory]
    [InlineData("0.0.0.0:2530", "[::1]:2530")]
    [InlineData("127.0.0.1:2530", "[::1]:2530")]
    [InlineData("*:0", "127.0.0.1:0")]
    public async Task Addresses_that_do_not_meet_are_taken(string first, string second) =>
        (await CheckAsync($$"""{ "address": "{{first}}" }, { "address": "{{second}}" }""")).Output.ShouldBe("0 errors, 0 warnings\n");

    [Theory]
    [InlineData(465, "none", "port 465 is for TLS from the first octet (RFC 8314 §3.3)")]
    [InlineData(465, "starttls", "port 465 is for TLS from the first octet (RFC 8314 §3.3)")]
    [InlineData(25, "implicit", "clients begin in clear text on port 25; set it to starttls")]
    [InlineData(587, "implicit", "clients begin in clear text on port 587; set it to starttls")]
    public async Task A_port_whose_clients_begin_otherwise_is_warned_of(int port, string tls, string warning) =>
        (await CheckAsync($$"""{ "address": "127.0.0.1:{{port}}", "tls": "{{tls}}" }""")).Output.ShouldContain($"warning: listeners[0].tls: {warning}");

    [Theory]
    [InlineData("*")]
    [InlineData("0.0.0.0/0")]
    [InlineData("!192.0.2.1")]
    public async Task A_proxy_header_that_everybody_may_send_makes_an_open_relay(string proxies)
    {
        CommandRun run = await CheckAsync($$"""{ "address": "127.0.0.1:2530", "proxyFrom": "{{proxies}}" }""");

        run.ExitCode.ShouldBe(0, run.Output);
        run.Output.ShouldContain("warning: listeners[0].proxyFrom: OPEN RELAY: hosts all over the Internet may say in a PROXY header that they are " +
            "any other host");
    }

    [Fact]
    public async Task A_load_balancer_may_send_proxy_headers() =>
        (await CheckAsync("""{ "address": "127.0.0.1:2530", "proxyFrom": "10.0.0.0/8" }""")).Output.ShouldBe("0 errors, 0 warnings\n");

    private Task<CommandRun> CheckAsync(string listeners)
    {
        trial.Write($$""" "listeners": [ {{listeners}} ] """);
        return trial.RunAsync();
    }
}
