using System.ComponentModel;
using Microsoft.Extensions.DependencyInjection;
using Relay.Core.Expansion;
using Relay.Core.Plugins;
using Relay.Core.Settings.Binding;
using Relay.Sdk.Events;
using Relay.Sdk.Lists;
using Relay.Sdk.Lookups;
using Relay.Sdk.Plugins;
using Relay.Sdk.Tls;

namespace Relay.Core.Tests.Plugins;

/// <summary>What a plugin may not register.</summary>
public sealed class PluginBuilderTests
{
    private readonly PluginBuilder builder = new("trial", new ServiceCollection(), new SettingsObject(default, ""),
        new ExpansionServices(TimeProvider.System), new SettingsErrors());

    public static TheoryData<TimeSpan> NoDeadlines =>
        [Timeout.InfiniteTimeSpan, TimeSpan.Zero, TimeSpan.FromSeconds(-5), TimeSpan.FromHours(1) + TimeSpan.FromTicks(1), TimeSpan.FromDays(50),
            TimeSpan.MaxValue];

    [Theory]
    [MemberData(nameof(NoDeadlines))]
    public void Handler_cannot_switch_its_deadline_off(TimeSpan timeout) =>
        Should.Throw<ArgumentException>(() => builder.Decide<RecipientOffered, Agree>(new HandlerOptions { Timeout = timeout }))
            .Message.ShouldStartWith($"the handler 'agree' has a Timeout of {timeout}; it must lie between 1 ms and 1 h");

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("Cap")]
    [InlineData("a/b")]
    [InlineData("a#b")]
    [InlineData("a\nb")]
    public void Names_of_handlers_are_words_that_settings_and_logs_can_hold(string name) =>
        Should.Throw<ArgumentException>(() => builder.Decide<RecipientOffered,
            Agree>(new HandlerOptions { Name = name })).Message.ShouldContain("cannot be the name of a handler");

    [Fact]
    public void Values_that_no_enum_has_are_refused()
    {
        Should.Throw<ArgumentException>(() => builder.Decide<RecipientOffered,
            Agree>(new HandlerOptions { OnError = (FailurePolicy)9 })).Message.ShouldContain("no failure policy");
        Should.Throw<ArgumentException>(() => builder.TlsPolicy<NoDemand>((TlsPolicyKind)9)).Message.ShouldContain("no kind of TLS policy");
        builder.Handlers.ShouldBeEmpty();
    }

    [Fact]
    public void Deadlines_from_a_millisecond_to_an_hour_are_taken()
    {
        builder.Decide<RecipientOffered, Agree>(new HandlerOptions { Name = "fast", Timeout = TimeSpan.FromMilliseconds(1) });
        builder.Decide<RecipientOffered, Agree>(new HandlerOptions { Name = "slow", Timeout = TimeSpan.FromHours(1) });

        builder.Handlers.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("redis", true)]
    [InlineData("redis.lists", true)]
    [InlineData("my_db-2", true)]
    [InlineData("", false)]
    [InlineData("Redis", false)]
    [InlineData("re dis", false)]
    [InlineData("redis.", false)]
    [InlineData("2nd", false)]
    public void Names_of_lookups_are_words_that_an_expression_can_hold(string name, bool taken)
    {
        if (taken)
            builder.Lookup<Nothing>(name);
        else
            Should.Throw<ArgumentException>(() => builder.Lookup<Nothing>(name)).Message.ShouldContain("cannot be the name of a lookup");
    }

    [Fact]
    public void Options_of_lookups_lie_within_bounds()
    {
        Should.Throw<ArgumentException>(() => builder.Lookup<Nothing>("a", new LookupOptions { KeepFound = TimeSpan.FromSeconds(-1) }));
        Should.Throw<ArgumentException>(() => builder.Lookup<Nothing>("a", new LookupOptions { MaxKept = 0 }));
        Should.Throw<ArgumentException>(() => builder.Lookup<Nothing>("a", new LookupOptions { MaxConcurrent = 10_001 }));
    }

    [Fact]
    public void Nothing_can_be_registered_once_the_plugin_is_configured()
    {
        IServiceCollection services = builder.Services;
        builder.Decide<RecipientOffered, Agree>();
        using ServiceProvider provider = builder.Close();

        Action[] late =
        [
            () => builder.Decide<RecipientOffered, Agree>(new HandlerOptions { Name = "late" }),
            () => builder.Lookup<Nothing>("late"),
            () => builder.RelayOptions<Options>(),
            () => builder.Settings<Options>(),
            () => builder.Services.AddSingleton<Agree>(),
        ];
        foreach (Action register in late)
            Should.Throw<InvalidOperationException>(register).Message.ShouldBe("the plugin is configured already; register in Configure");
        Should.Throw<InvalidOperationException>(() => services.AddSingleton<Nothing>());
        builder.Handlers.ShouldHaveSingleItem();
        builder.Lookups.ShouldBeEmpty();
    }

    [Fact]
    public void A_default_that_cannot_be_read_is_told_when_the_options_are_registered()
    {
        Should.Throw<PluginSettingsException>(() => builder.TransportOptions<BadDefault>()).Message
            .ShouldStartWith("plugin trial: the options record BadDefault cannot be bound: the default of hosts cannot be read:");
        Should.Throw<PluginSettingsException>(() => builder.RelayOptions<BadDefaultWithin>()).Message.ShouldContain("the default of hosts");
        builder.Options.ShouldBeEmpty();
    }

    private sealed class BadDefaultWithin
    {
        public Dictionary<string, BadDefault> Partners { get; set; } = [];
    }

    private sealed class BadDefault
    {
        [DefaultValue("10.0.0.0/99")]
        public HostList Hosts { get; set; } = HostList.None;
    }

    private sealed class Options
    {
        public string Word { get; set; } = "";
    }

    private sealed class NoDemand : ITlsPolicy
    {
        public ValueTask<TlsRequirement> RequireAsync(TlsTarget target, CancellationToken cancellationToken) => new(TlsRequirement.None);

        public ValueTask<TlsFinding> VerifyAsync(TlsTarget target, TlsHandshake handshake, CancellationToken cancellationToken) =>
            new(TlsFinding.CannotSay("not asked"));
    }

    private sealed class Nothing : IMailLookup
    {
        public ValueTask<LookupResult> FindAsync(LookupQuery query, CancellationToken cancellationToken) => new(LookupResult.NoMatch());

        public string Quote(string text) => text;
    }

    private sealed class Agree : IDecide<RecipientOffered>
    {
        public ValueTask<Verdict> DecideAsync(RecipientOffered moment, CancellationToken cancellationToken) => new(Verdict.Continue);
    }
}
