using Microsoft.Extensions.DependencyInjection;
using Relay.Core.Expansion;
using Relay.Core.Plugins;
using Relay.Core.Settings.Binding;
using Relay.Sdk.Events;
using Relay.Sdk.Plugins;

namespace Relay.Core.Tests.Plugins;

/// <summary>What a plugin may not register.</summary>
public sealed class PluginBuilderTests
{
    private readonly PluginBuilder builder = new("trial", new ServiceCollection(), new SettingsObject(default, ""), new ExpansionServices(TimeProvider.System), new SettingsErrors());

    public static TheoryData<TimeSpan> NoDeadlines => [Timeout.InfiniteTimeSpan, TimeSpan.Zero, TimeSpan.FromSeconds(-5), TimeSpan.FromHours(1) + TimeSpan.FromTicks(1), TimeSpan.FromDays(50), TimeSpan.MaxValue];

    [Theory]
    [MemberData(nameof(NoDeadlines))]
    public void Handler_cannot_switch_its_deadline_off(TimeSpan timeout) =>
        Should.Throw<ArgumentException>(() => builder.Decide<RecipientOffered, Agree>(new HandlerOptions { Timeout = timeout }))
            .Message.ShouldStartWith($"the handler 'agree' has a Timeout of {timeout}; it must lie between 1 ms and 1 h");

    [Fact]
    public void Deadlines_from_a_millisecond_to_an_hour_are_taken()
    {
        builder.Decide<RecipientOffered, Agree>(new HandlerOptions { Name = "fast", Timeout = TimeSpan.FromMilliseconds(1) });
        builder.Decide<RecipientOffered, Agree>(new HandlerOptions { Name = "slow", Timeout = TimeSpan.FromHours(1) });

        builder.Handlers.Count.ShouldBe(2);
    }

    private sealed class Agree : IDecide<RecipientOffered>
    {
        public ValueTask<Verdict> DecideAsync(RecipientOffered moment, CancellationToken cancellationToken) => new(Verdict.Continue);
    }
}
