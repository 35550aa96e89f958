using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Logging;
using Relay.Sdk.Events;
using Relay.Sdk.Lists;
using Relay.Sdk.Plugins;
using Relay.Sdk.Testing;

namespace Relay.Sdk.Tests.Testing;

/// <summary>The rig reads settings as the relay does, and tells what is wrong as <c>relay check</c> does.</summary>
public sealed class RigSettingsTests
{
    [Fact]
    public async Task A_default_that_cannot_be_read_is_a_finding_at_the_plugin()
    {
        (await PluginRig.CheckAsync<BadDefaultPlugin>()).ShouldHaveSingleItem()
            .ShouldContain("plugin bad-default: the options record Options cannot be bound: the default of partners cannot be read");
        (await Should.ThrowAsync<RigException>(() => PluginRig.StartAsync<BadDefaultPlugin>())).Message.ShouldContain("the default of partners");
    }

    [Fact]
    public async Task All_that_is_wrong_is_told_at_once_with_line_path_and_the_nearest_name()
    {
        IReadOnlyList<string> findings = await PluginRig.CheckAsync<TalkativePlugin>("""
            {
              "lenght": 3,
              "length": 99
            }
            """);

        findings.Count.ShouldBe(2);
        findings[0].ShouldStartWith("plugins.json:2:3: plugins[0].settings.lenght: ");
        findings[0].ShouldContain("length");
        findings[1].ShouldStartWith("plugins.json:3:13: plugins[0].settings.length: ");
    }

    [Fact]
    public async Task A_name_that_a_plugin_registers_twice_is_told_as_that() =>
        (await PluginRig.CheckAsync<TwicePlugin>()).ShouldHaveSingleItem()
            .ShouldContain("twice registers the lookup 'tell' twice; the plugin cannot be used like this");

    [Fact]
    public async Task Plugin_whose_settings_are_wrong_does_not_start() =>
        (await Should.ThrowAsync<RigException>(() => PluginRig.StartAsync<TalkativePlugin>("""{ "length": 99 }"""))).Message.ShouldContain("plugins[0].settings.length: ");

    [Fact]
    public async Task Plugin_that_throws_does_not_start() =>
        (await Should.ThrowAsync<RigException>(() => PluginRig.StartAsync<TalkativePlugin>("""{ "throws": true }"""))).Message.ShouldContain("no luck today");

    [Fact]
    public async Task Keys_of_relay_json_hold_until_it_is_read_again()
    {
        await using PluginRig rig = await PluginRig.StartAsync<TalkativePlugin>(options: new RigOptions
        {
            RelayJson = """{ "transports": { "remote": { "hostsToAvoid": "192.0.2.2" } } }""",
        });
        (await rig.DecideOutboundAsync(SomeMoment.ConnectingToHost())).ShouldBeOfType<HostVerdict.HostSkipped>();

        rig.Reload("""{ "transports": { "remote": { "hostsToAvoid": "192.0.2." } } }""").ShouldHaveSingleItem().ShouldStartWith("relay.json:1:");
        (await rig.DecideOutboundAsync(SomeMoment.ConnectingToHost())).ShouldBeOfType<HostVerdict.HostSkipped>("wrong settings change nothing");

        rig.Reload("{}").ShouldBeEmpty();
        (await rig.DecideOutboundAsync(SomeMoment.ConnectingToHost())).ShouldBe(HostVerdict.Continue);
    }

    [Fact]
    public async Task Plugin_has_folders_of_its_own_until_the_rig_is_gone()
    {
        PluginRig rig = await PluginRig.StartAsync<TalkativePlugin>();

        rig.Log.Lines.ShouldContain(line => line.Contains($"talkative at relay.example keeps its data in {rig.Folder}"));
        await rig.DisposeAsync();

        Directory.Exists(rig.Folder).ShouldBeFalse();
        rig.Log.Lines.ShouldContain(line => line.Contains("stopped"));
    }

    public sealed class TalkativePlugin : IRelayPlugin
    {
        private IPluginContext? started;

        public void Configure(IPluginBuilder relay)
        {
            TalkativeSettings settings = relay.Settings<TalkativeSettings>();
            if (settings.Throws)
                throw new InvalidOperationException("no luck today");
            relay.TransportOptions<Avoidance>();
            relay.DecideOutbound<ConnectingToHost, AvoidHosts>();
        }

        public ValueTask StartAsync(IPluginContext context, CancellationToken cancellationToken)
        {
            started = context;
            context.Logger.LogInformation("{Id} at {Host} keeps its data in {Folder}", context.Id, context.Hostname, context.DataFolder);
            return ValueTask.CompletedTask;
        }

        public ValueTask StopAsync(CancellationToken cancellationToken)
        {
            started!.Logger.LogInformation("stopped");
            return ValueTask.CompletedTask;
        }
    }

    public sealed record TalkativeSettings
    {
        [Range(1, 10)]
        public int Length { get; init; } = 5;

        public bool Throws { get; init; }
    }

    public sealed record Avoidance
    {
        public HostList HostsToAvoid { get; init; } = HostList.None;
    }

    private sealed class AvoidHosts(ITransportOptions<Avoidance> transports) : IDecideOutbound<ConnectingToHost>
    {
        public async ValueTask<HostVerdict> DecideAsync(ConnectingToHost moment, CancellationToken cancellationToken) =>
            await transports[moment.Host.Transport].HostsToAvoid.MatchAsync(HostSubject.NextHop(moment.Host), cancellationToken) is Membership.No
                ? HostVerdict.Continue
                : HostVerdict.SkipHost("listed");
    }
}
