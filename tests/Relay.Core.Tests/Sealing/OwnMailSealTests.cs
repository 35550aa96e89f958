using System.Text;
using Relay.Core.Delivery;
using Relay.Core.Tests.Scheduling;
using Relay.Core.Tests.Submission;
using Relay.Sdk.Filters;
using Relay.Sdk.Replies;
using Relay.Sdk.Submission;
using Relay.Sdk.Testing.Spool;

namespace Relay.Core.Tests.Sealing;

/// <summary>Seals of mail that no client sent: reports, and what plugins submit.</summary>
public sealed class OwnMailSealTests
{
    [Fact]
    public async Task A_report_is_sealed_on_top()
    {
        MessageToSeal? told = null;

        string report = await ReportAsync(new SomeHandlers
        {
            Seals = [ScriptedSeal.Of((message, _) =>
            {
                told = message;
                return SealResult.Add(HeaderField.Of("X-Seal", " 1"));
            })],
        });

        report.ShouldStartWith("X-Seal: 1\r\nFailure of ");
        told.ShouldNotBeNull();
        (told.Client, told.Plugin, told.Envelope.ReversePath.IsNull, told.Envelope.Recipients[0].Mailbox.ToString())
            .ShouldBe((null, null, true, "a@sender.example"));
    }

    [Fact]
    public async Task A_report_that_cannot_be_sealed_goes_without() =>
        (await ReportAsync(new SomeHandlers { Seals = [ScriptedSeal.Of((_, _) => SealResult.NotNow("the key server is down"))] }))
            .ShouldStartWith("Failure of ");

    [Fact]
    public async Task What_a_plugin_submits_is_sealed_below_Received()
    {
        string seen = "";
        await using SubmissionRig rig = await new SubmissionRig(new SomeHandlers
        {
            Seals = [ScriptedSeal.Of((message, content) =>
            {
                message.Plugin.ShouldBe("digest");
                seen = content;
                return SealResult.Add(HeaderField.Of("X-Seal", " 1"));
            })],
        }).StartAsync();
        rig.Delivery.Transport.OnSend = static (_, message) => Task.FromResult<TransactionOutcome?>(Later(message));

        await rig.SubmitAsync();

        MemoryMessage stored = rig.Delivery.Spool.Messages.ShouldHaveSingleItem();
        stored.Sent.ShouldStartWith("X-Seal: 1\r\nAuto-Submitted: auto-generated\r\n");
        seen.ShouldEndWith(stored.Sent["X-Seal: 1\r\n".Length..]);
    }

    [Fact]
    public async Task A_plugin_whose_message_cannot_be_sealed_now_is_told_to_try_later()
    {
        await using SubmissionRig rig = await new SubmissionRig(
            new SomeHandlers { Seals = [ScriptedSeal.Of((_, _) => SealResult.NotNow("the key server is down"))] }).StartAsync();

        (await rig.SubmitAsync()).ShouldBeOfType<SubmissionResult.TryLater>().Reason.ShouldContain("cannot be sealed now");

        rig.Delivery.Spool.Entries.ShouldBeEmpty();
    }

    private static async Task<string> ReportAsync(SomeHandlers handlers)
    {
        await using DeliveryRig rig = await new DeliveryRig(handlers: handlers).With("dest.example", "sender.example").StartAsync();
        rig.Transport.OnSend = static (session, message) =>
            Task.FromResult<TransactionOutcome?>(session.Route.Destination == "dest.example" ? Failed(message) : Later(message));
        await rig.AcceptAsync("a@sender.example", "b@dest.example");
        MemoryMessage report = rig.Spool.Messages.Single(message => message.Message.ReversePath.IsNull);
        report.Message.LengthOctets.ShouldBe(report.Content.Length);
        return Encoding.Latin1.GetString(report.Content);
    }

    private static TransactionOutcome Failed(OutboundMessage message) =>
        TestKit.Delivery.ScriptedTransport.All(message, new RecipientOutcome.Failed(new SmtpReply(550, "5.1.1", "No")));

    private static TransactionOutcome Later(OutboundMessage message) =>
        TestKit.Delivery.ScriptedTransport.All(message, new RecipientOutcome.Deferred(new SmtpReply(450, "4.2.1", "Later")));
}
