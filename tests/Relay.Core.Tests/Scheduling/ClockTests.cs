using Microsoft.Extensions.Logging;
using Relay.Core.Delivery;
using Relay.Sdk.Replies;
using Relay.TestKit.Delivery;

namespace Relay.Core.Tests.Scheduling;

/// <summary>The clock of the system is set while mail waits.</summary>
public sealed class ClockTests
{
    private static readonly RecipientOutcome Later = new RecipientOutcome.Deferred(new SmtpReply(450, "4.2.1", "Later"));

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task A_destination_rests_no_longer_when_the_clock_is_set(int hours)
    {
        await using DeliveryRig rig = await new DeliveryRig().With("down.example").StartAsync();
        bool up = false;
        rig.Transport.OnConnect = _ => Task.FromResult(up ? null : ScriptedTransport.Unreachable());
        await rig.AcceptAsync("a@sender.example", "b@down.example");
        up = true;
        rig.Clock.Skew = TimeSpan.FromHours(hours);
        await rig.AcceptAsync("a@sender.example", "c@down.example");
        rig.Transport.Sent.ShouldBeEmpty();
        await rig.AdvanceAsync(TimeSpan.FromSeconds(30));
        rig.Transport.Sent.ShouldContain(static sent => sent.Message.Recipients[0].Mailbox.LocalPart == "c");
    }

    [Fact]
    public async Task Retry_times_keep_their_distance_when_the_clock_is_set_back()
    {
        await using DeliveryRig rig = await new DeliveryRig().With("dest.example").StartAsync();
        bool later = true;
        rig.Transport.OnSend = (_, message) => Task.FromResult(later ? ScriptedTransport.All(message, Later) : null);
        await rig.AcceptAsync("a@sender.example", "b@dest.example");
        later = false;
        await rig.AdvanceAsync(TimeSpan.FromMinutes(1));
        rig.Clock.Skew = TimeSpan.FromHours(-3);
        await rig.AdvanceAsync(TimeSpan.FromMinutes(13), TimeSpan.FromSeconds(30));
        rig.Transport.Sent.Count.ShouldBe(1);
        await rig.AdvanceAsync(TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(30));
        rig.Transport.Sent.Count.ShouldBe(2);
        rig.Spool.Entries.ShouldBeEmpty();
        rig.Logs.Lines.ShouldContain(static line => line.Level == LogLevel.Warning && line.Text.StartsWith("The clock of the system was set by -03:00:00", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Mail_that_is_due_after_a_step_forward_is_sent_within_a_round()
    {
        await using DeliveryRig rig = await new DeliveryRig().With("dest.example").StartAsync();
        bool later = true;
        rig.Transport.OnSend = (_, message) => Task.FromResult(later ? ScriptedTransport.All(message, Later) : null);
        await rig.AcceptAsync("a@sender.example", "b@dest.example");
        later = false;
        rig.Clock.Skew = TimeSpan.FromHours(3);
        await rig.AdvanceAsync(TimeSpan.FromSeconds(30));
        rig.Transport.Sent.Count.ShouldBe(2);
        rig.Spool.Entries.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_small_step_is_left_alone()
    {
        await using DeliveryRig rig = await new DeliveryRig().StartAsync();
        rig.Clock.Skew = TimeSpan.FromSeconds(-5);
        await rig.AdvanceAsync(TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(30));
        rig.Logs.Lines.ShouldNotContain(static line => line.Text.Contains("clock", StringComparison.Ordinal));
    }
}
