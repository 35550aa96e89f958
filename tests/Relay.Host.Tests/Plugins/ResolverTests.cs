using System.Net;
using Relay.TestKit.Peers;
using Relay.TestKit.Plugins;
using Relay.Trials.Sink;

namespace Relay.Host.Tests.Plugins;

/// <summary>dns.resolver chooses a plugin's resolver.</summary>
public sealed class ResolverTests : IDisposable
{
    private readonly TemporaryFolder folder = new("resolver");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task The_chosen_resolver_finds_the_next_hop()
    {
        await using var sink = new SinkServer(new SinkOptions { Listen = new IPEndPoint(IPAddress.Loopback, 0), Expect = 1 });
        await using RunningRelay relay = await StartAsync("fixed", "127.0.0.1", sink.Address.Port);

        (await CommandRun.OfAsync("send", "--to", relay.Address)).ExitCode.ShouldBe(0);

        await sink.Tally.Reached.WaitAsync(TestContext.Current.CancellationToken);
        (await relay.StopAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Mail_waits_while_the_resolver_fails()
    {
        await using RunningRelay relay = await StartAsync("fixed", "broken", 25);

        (await CommandRun.OfAsync("send", "--to", relay.Address)).ExitCode.ShouldBe(0);

        await relay.WaitForLogAsync("deferred");
        relay.Log.ShouldContain("the list of names is broken");
        relay.Log.ShouldNotContain("failed <");
    }

    [Theory]
    [InlineData("fixd", "dns.resolver: no enabled plugin has a resolver 'fixd'; did you mean 'fixed'?")]
    [InlineData("unbound", "dns.resolver: no enabled plugin has a resolver 'unbound'")]
    public async Task A_name_that_no_plugin_has_is_an_error(string name, string expected)
    {
        Write(name, """{ "id": "resolves-names", "path": "PATH" }""");

        CommandRun run = await CheckAsync();

        run.ExitCode.ShouldBe(2, run.Output);
        run.Output.ShouldContain(expected);
    }

    [Fact]
    public async Task Two_resolvers_of_one_name_are_an_error_and_instances_tell_them_apart()
    {
        Write("fixed.two", """{ "id": "resolves-names", "path": "PATH" }, { "id": "resolves-names", "path": "PATH", "instance": "two" }""");
        (await CheckAsync()).ExitCode.ShouldBe(0);

        Write("fixed", """{ "id": "resolves-names", "path": "PATH" }, { "id": "resolves-names", "path": "PATH" }""");
        CommandRun run = await CheckAsync();

        run.ExitCode.ShouldBe(2, run.Output);
        run.Output.ShouldContain("plugins[1]: resolves-names has a resolver 'fixed', and resolves-names has one too");
    }

    private Task<CommandRun> CheckAsync() => CommandRun.OfAsync("check", "--config", folder["relay.json"]);

    private void Write(string resolver, string plugins)
    {
        folder.Write("plugins.json", $$"""{ "plugins": [ {{plugins.Replace("PATH", BuiltPlugin.Folder("tests/Fixtures/ResolvesNames"), StringComparison.Ordinal)}} ] }""");
        folder.Write("relay.json", Settings(resolver, 25));
    }

    private async Task<RunningRelay> StartAsync(string resolver, string address, int port)
    {
        Write(resolver, $$$"""{ "id": "resolves-names", "path": "PATH", "settings": { "addresses": { "hop.fixed.example": "{{{address}}}" } } }""");
        return await RunningRelay.StartAsync(folder.Path, Settings(resolver, port));
    }

    private static string Settings(string resolver, int port) => $$"""
        {
          "hostname": "mx.relay.example",
          "spool": { "path": "spool", "reserveOctets": 0 },
          "dns": { "resolver": "{{resolver}}" },
          "listeners": [ { "address": "127.0.0.1:0" } ],
          "routes": [ { "via": "hop.fixed.example:{{port}}" } ]
        }
        """;
}
