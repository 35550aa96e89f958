using Relay.Core.Lookups;
using Relay.Core.Settings;
using Relay.Core.Submission;
using Relay.Sdk.Events;
using Relay.Sdk.Mail;
using Relay.Sdk.Replies;
using Relay.Sdk.Submission;

namespace Relay.Core.Tests.Submission;

/// <summary>A plugin cannot fill the queue, and mail about mail ends.</summary>
public sealed class SubmissionBoundTests
{
    [Fact]
    public async Task A_plugin_that_submits_more_than_its_rate_is_told_when_to_come_again()
    {
        await using SubmissionRig rig = await new SubmissionRig(rate: new Rate(2, TimeSpan.FromMinutes(10))).StartAsync();
        await rig.SubmitAsync();
        await rig.SubmitAsync();

        SubmissionResult.TryLater later = (await rig.SubmitAsync()).ShouldBeOfType<SubmissionResult.TryLater>();
        later.Reason.ShouldContain("submissionRate");
        (await rig.NewPlugin("other", new Rate(2, TimeSpan.FromMinutes(10)))
            .SubmitAsync(SubmissionRig.Mail(), CancellationToken.None)).ShouldBeOfType<SubmissionResult.Accepted>();
        rig.Delivery.Clock.Advance(later.After.ShouldNotBeNull());

        (await rig.SubmitAsync()).ShouldBeOfType<SubmissionResult.Accepted>();
    }

    [Fact]
    public async Task What_is_not_accepted_does_not_count()
    {
        await using SubmissionRig rig = await new SubmissionRig(rate: new Rate(1, TimeSpan.FromHours(1))).StartAsync();
        for (int i = 0; i < 5; i++)
            (await rig.SubmitAsync(SubmissionRig.Mail(""))).ShouldBeOfType<SubmissionResult.Refused>();

        (await rig.SubmitAsync()).ShouldBeOfType<SubmissionResult.Accepted>();
    }

    [Fact]
    public async Task No_more_than_sixteen_are_on_their_way_at_once()
    {
        await using SubmissionRig rig = await new SubmissionRig().StartAsync();
        var commit = new TaskCompletionSource();
        rig.Delivery.Spool.CommitDelay = () => commit.Task;
        Task<SubmissionResult>[] first = [.. Enumerable.Range(0, PluginSubmission.MostAtOnce).Select(_ => rig.SubmitAsync())];

        (await rig.SubmitAsync()).ShouldBeOfType<SubmissionResult.TryLater>().Reason.ShouldStartWith("16 messages of the plugin");
        commit.SetResult();

        (await Task.WhenAll(first)).ShouldAllBe(result => result is SubmissionResult.Accepted);
    }

    [Fact]
    public async Task A_notice_about_own_mail_leads_to_no_more_mail_of_any_plugin()
    {
        await using SubmissionRig rig = await new SubmissionRig().StartAsync();
        MessageId id = ((SubmissionResult.Accepted)await rig.SubmitAsync()).MessageId;

        (await InHandlerOfAsync(rig.Plugin, [Delivered(id)])).ShouldBeOfType<SubmissionResult.Refused>();
        (await InHandlerOfAsync(rig.NewPlugin("other"),
            [new MessageCompleted { EventId = "1", At = default, MessageId = id }])).ShouldBeOfType<SubmissionResult.Refused>();
    }

    [Fact]
    public async Task A_notice_about_a_report_of_the_relay_leads_to_no_mail()
    {
        await using SubmissionRig rig = await new SubmissionRig().StartAsync();

        (await InHandlerOfAsync(rig.Plugin, [Delivered(rig.Ids.Next())])).ShouldBeOfType<SubmissionResult.Refused>();
    }

    [Fact]
    public async Task Own_mail_from_before_a_restart_is_known_by_its_origin()
    {
        await using SubmissionRig rig = await new SubmissionRig().StartAsync();

        RecipientDelivered before = Delivered(new MessageId(7)) with { Origin = new OriginFacts { Plugin = "digest" } };

        (await InHandlerOfAsync(rig.Plugin, [before])).ShouldBeOfType<SubmissionResult.Refused>();
    }

    [Fact]
    public async Task A_notice_about_a_clients_mail_may_lead_to_mail_also_beside_notices_about_own_mail()
    {
        await using SubmissionRig rig = await new SubmissionRig().StartAsync();
        RecipientDelivered clients = Delivered(new MessageId(7)), own = Delivered(rig.Ids.Next());

        (await InHandlerOfAsync(rig.Plugin, [clients])).ShouldBeOfType<SubmissionResult.Accepted>();
        (await InHandlerOfAsync(rig.Plugin, [own, clients])).ShouldBeOfType<SubmissionResult.Accepted>();
    }

    [Fact]
    public void Only_so_many_ids_are_known_again()
    {
        OwnMailIds ids = new(new Relay.Core.Sessions.MessageIdSource(TimeProvider.System));
        MessageId first = ids.Next();
        for (int i = 0; i < OwnMailIds.MostKept; i++)
            ids.Next();

        ids.IsAbout(Delivered(first)).ShouldBeFalse();
        ids.IsAbout(Delivered(ids.Next())).ShouldBeTrue();
    }

    [Fact]
    public async Task A_live_notice_of_a_connection_for_own_mail_leads_to_no_mail_either()
    {
        await using SubmissionRig rig = await new SubmissionRig().StartAsync();
        ConnectionClosed clients = Closed(new MessageId(7)), own = Closed(rig.Ids.Next());

        (await InHandlerOfAsync(rig.Plugin, [clients])).ShouldBeOfType<SubmissionResult.Accepted>();
        (await InHandlerOfAsync(rig.Plugin, [own])).ShouldBeOfType<SubmissionResult.Refused>();
    }

    private static async Task<SubmissionResult> InHandlerOfAsync(ISubmission plugin, IReadOnlyList<Notice> notices)
    {
        LookupFlow.Current = LookupFlow.Of(notices);
        return await plugin.SubmitAsync(SubmissionRig.Mail(), CancellationToken.None);
    }

    private static RecipientDelivered Delivered(MessageId id) => new()
    {
        EventId = $"{id}",
        At = default,
        MessageId = id,
        ReversePath = ReversePath.Null,
        Recipient = Mailbox.Parse("b@dest.example"),
        Reply = new SmtpReply(250, "2.0.0", "Taken"),
    };

    private static ConnectionClosed Closed(MessageId id) => new() { EventId = $"{id}", At = default, MessageId = id, Duration = TimeSpan.Zero };
}
