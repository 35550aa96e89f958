using Relay.Core.Delivery;
using Relay.Core.Reports;
using Relay.Sdk.Mail;
using Relay.Sdk.Replies;
using Relay.Sdk.Spool;
using Relay.TestKit.Delivery;

namespace Relay.Core.Tests.Scheduling;

/// <summary>RFC 8689 §4.2.1, §5.</summary>
public sealed class RequireTlsTests
{
    private static readonly SmtpReply Lacking = new(550, "5.7.30", "not here");

    [Fact]
    public async Task An_open_connection_that_does_not_keep_requiretls_is_not_used_for_a_message_that_asks_for_it()
    {
        await using DeliveryRig rig = await new DeliveryRig().With("dest.example").StartAsync();
        rig.Transport.OnSend = static (session, message) =>
        {
            session.RequireTlsRefusal = Lacking;
            return Task.FromResult<TransactionOutcome?>(null);
        };
        await rig.AcceptAsync("a@sender.example", "b@dest.example");
        await rig.AcceptAsync("a@sender.example", "b@dest.example");
        await OfferAsync(rig, "a@sender.example");
        rig.Transport.Connects.Select(static route => route.RequireTls).ShouldBe([false, true]);
        rig.Transport.Sent.Select(static sent => sent.Message.Message.RequireTls).ShouldBe([false, false, true]);
    }

    [Fact]
    public async Task A_report_takes_any_connection()
    {
        await using DeliveryRig rig = await new DeliveryRig().With("dest.example").StartAsync();
        await OfferAsync(rig, "");
        rig.Transport.Connects.ShouldHaveSingleItem().RequireTls.ShouldBeFalse();
    }

    [Fact]
    public async Task When_no_host_keeps_it_the_message_is_returned_and_others_go_on()
    {
        await using DeliveryRig rig = await new DeliveryRig().With("dest.example", "sender.example").StartAsync();
        rig.Transport.OnConnect = static route =>
            Task.FromResult<ConnectOutcome?>(route.RequireTls ? new ConnectOutcome.Unreachable(Lacking, null) : null);
        await OfferAsync(rig, "a@sender.example");
        ReportRequest report = rig.Reports.Requests.ShouldHaveSingleItem();
        report.Kind.ShouldBe(ReportKind.Failure);
        report.Recipients.ShouldHaveSingleItem().Reply.ShouldBe(Lacking);
        await rig.AcceptAsync("a@sender.example", "b@dest.example");
        rig.Transport.Sent.Select(static sent => sent.Message.Recipients[0].Mailbox.ToString()).ShouldBe(["a@sender.example", "b@dest.example"]);
        rig.Spool.Entries.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_message_that_reaches_no_host_that_keeps_it_holds_up_no_other_mail()
    {
        await using DeliveryRig rig = await new DeliveryRig().With("dest.example").StartAsync();
        rig.Transport.OnConnect = static route => Task.FromResult(route.RequireTls ? ScriptedTransport.Unreachable() : null);
        await OfferAsync(rig, "a@sender.example");
        await rig.AcceptAsync("a@sender.example", "b@dest.example");
        rig.Transport.Sent.ShouldHaveSingleItem().Message.Message.RequireTls.ShouldBeFalse();
        rig.Spool.Entries.ShouldHaveSingleItem().Attempts.ShouldBe(1);
    }

    private static async Task OfferAsync(DeliveryRig rig, string from)
    {
        await rig.OfferAsync(from, [new QueuedRecipient { Mailbox = Mailbox.Parse("b@dest.example") }], requireTls: true);
        await rig.QuietAsync();
    }
}
