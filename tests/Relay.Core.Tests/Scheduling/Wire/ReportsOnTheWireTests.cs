using Relay.Core.Settings;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;
using Relay.Sdk.Testing.Hosts;

namespace Relay.Core.Tests.Scheduling.Wire;

/// <summary>What the sender hears of mail that is late, too old, refused or delivered, as it arrives at the sender's host.</summary>
public sealed class ReportsOnTheWireTests
{
    [Fact]
    public async Task The_sender_hears_of_the_delay_once_and_of_the_end_at_the_maximum_age()
    {
        await using ScriptedHost sender = ScriptedHost.Start(new HostManners());
        await using ScriptedHost host = ScriptedHost.Start(
            new HostManners { Answer = static command => command.StartsWith("RCPT", StringComparison.Ordinal) ? "450 4.2.1 mailbox is busy" : null });
        await using WireRig rig = await WireRig.StartAsync(Settings(host, sender));
        await rig.AcceptAsync("b@dest.example");
        await rig.AdvanceAsync(TimeSpan.FromHours(4) - TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(15));
        sender.Messages.ShouldBeEmpty();

        await rig.AdvanceAsync(TimeSpan.FromMinutes(15));
        TakenMessage delay = sender.Messages.ShouldHaveSingleItem();
        delay.Mail.ShouldStartWith("MAIL FROM:<>");
        delay.Recipients.ShouldHaveSingleItem().ShouldStartWith("RCPT TO:<a@sender.example>");
        delay.Text.ShouldContain("Action: delayed");
        delay.Text.ShouldContain("450 4.2.1 mailbox is busy");
        delay.Text.ShouldContain("Will-Retry-Until:");

        await rig.AdvanceAsync(TimeSpan.FromDays(4), TimeSpan.FromHours(1));
        sender.Messages.ShouldHaveSingleItem();
        await rig.AdvanceAsync(TimeSpan.FromDays(1), TimeSpan.FromHours(1));
        sender.Messages.Count.ShouldBe(2);
        TakenMessage failure = sender.Messages.Last();
        failure.Text.ShouldContain("Action: failed");
        failure.Text.ShouldContain("Status: 4.4.7");
        (await rig.QueueAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_held_message_is_told_of_and_returned_too()
    {
        await using ScriptedHost sender = ScriptedHost.Start(new HostManners());
        await using ScriptedHost host = ScriptedHost.Start(
            new HostManners { Answer = static command => command.StartsWith("RCPT", StringComparison.Ordinal) ? "450 4.2.1 busy" : null });
        await using WireRig rig = await WireRig.StartAsync(Settings(host, sender));
        await rig.AcceptAsync("b@dest.example");
        await rig.QuietAsync();
        await rig.Scheduler.Administration.HoldAsync(new QueueFilter(), CancellationToken.None);
        await rig.AdvanceAsync(TimeSpan.FromDays(5), TimeSpan.FromHours(1));
        sender.Messages.Select(static message => message.Text.Contains("Action: delayed", StringComparison.Ordinal)).ShouldBe([true, false]);
        host.Conversations.Sum(static c => c.Heard.Count(static line => line.StartsWith("RCPT", StringComparison.Ordinal))).ShouldBe(1);
        (await rig.QueueAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_refusal_and_a_success_that_was_asked_for_are_reported()
    {
        await using ScriptedHost sender = ScriptedHost.Start(new HostManners());
        await using ScriptedHost host = ScriptedHost.Start(new HostManners
        {
            Capabilities = ["PIPELINING", "ENHANCEDSTATUSCODES"],
            Answer = static command => command.StartsWith("RCPT TO:<nobody", StringComparison.Ordinal) ? "550 5.1.1 no such user here" : null,
        });
        await using WireRig rig = await WireRig.StartAsync(Settings(host, sender));
        await rig.AcceptAsync("nobody@dest.example");
        await rig.QuietAsync();
        sender.Messages.ShouldHaveSingleItem().Text.ShouldContain("550 5.1.1 no such user here");
        await rig.AcceptAsync("b@dest.example", DsnNotify.Success);
        await rig.QuietAsync();
        sender.Messages.Last().Text.ShouldContain("Action: relayed");
        (await rig.QueueAsync()).ShouldBeEmpty();
    }

    private static RelaySettings Settings(ScriptedHost host, ScriptedHost sender) => new()
    {
        Routes = [WireRig.Route("dest.example", host.EndPoint.Port), WireRig.Route("sender.example", sender.EndPoint.Port)],
    };
}
