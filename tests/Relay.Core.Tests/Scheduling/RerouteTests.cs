using Relay.Core.Settings;
using Relay.Sdk.Mail;
using Relay.Sdk.Replies;
using Relay.Sdk.Routing;
using Relay.Sdk.Spool;

namespace Relay.Core.Tests.Scheduling;

public sealed class RerouteTests
{
    [Fact]
    public async Task Queued_mail_follows_a_changed_route()
    {
        await using var rig = new DeliveryRig(new RelaySettings { Routes = [new RouteSettings { Via = "192.0.2.9:2525" }] });
        await rig.StoreAsync(5, static _ => "b@dest.example", static e => e with { Destination = "dest.example" });
        await rig.StartAsync();
        rig.Transport.Sent.Count.ShouldBe(5);
        rig.Transport.Sent.ShouldAllBe(static s => s.Session.Route.Destination == "[192.0.2.9]:2525");
        rig.Spool.Entries.ShouldBeEmpty();
    }

    [Fact]
    public async Task Recipients_of_one_entry_whose_ways_part_are_each_sent_their_way()
    {
        await using var rig = new DeliveryRig();
        rig.With("one.example", "two.example");
        NewMessage message = rig.NewMessage("", [Recipient("a@one.example"), Recipient("b@two.example"), Recipient("c@one.example"), Recipient("d@missing.example"), Recipient("e@missing.example")], claim: false);
        QueueEntry together = message.Entries[0] with { Destination = "[192.0.2.9]:25", Recipients = [.. message.Entries.SelectMany(static e => e.Recipients).OrderBy(static r => r.Mailbox.LocalPart)] };
        await rig.Spool.CommitAsync(new SpoolChange { Messages = [message with { Entries = [together] }] }, default);
        await rig.StartAsync();
        rig.Transport.Sent.Select(static s => $"{s.Session.Route.Destination}:{string.Concat(s.Message.Recipients.Select(static r => r.Mailbox.LocalPart))}")
            .ShouldBe(["one.example:ac", "two.example:b"]);
        rig.Spool.Entries.ShouldBeEmpty();
    }

    [Fact]
    public async Task Routers_are_asked_at_each_attempt_and_before_the_table()
    {
        var router = new ScriptedRouter();
        await using DeliveryRig rig = await new DeliveryRig(handlers: new SomeHandlers { Routers = [router] }).With("dest.example").StartAsync();
        router.Answer = new RouteAnswer.Unavailable("the directory is down");
        await rig.AcceptAsync("a@sender.example", "b@dest.example");
        rig.Spool.Entries.ShouldHaveSingleItem().Recipients[0].LastReply.ShouldBe("451 4.4.0 The route cannot be found now: the directory is down");
        router.Answer = new RouteAnswer.Hosts([new NextHop("192.0.2.77", 26)], "remote");
        await rig.AdvanceAsync(TimeSpan.FromMinutes(15));
        rig.Transport.Sent.ShouldHaveSingleItem().Session.Route.Destination.ShouldBe("[192.0.2.77]:26");
        rig.Spool.Entries.ShouldBeEmpty();
        router.Answer = RouteAnswer.NoOpinion;
        await rig.AcceptAsync("a@sender.example", "b@dest.example");
        rig.Transport.Sent.Last().Session.Route.Destination.ShouldBe("dest.example");
        router.Answer = new RouteAnswer.Undeliverable(new SmtpReply(550, "5.1.6", "Moved away"));
        await rig.AcceptAsync("", "b@dest.example");
        rig.Spool.Entries.ShouldBeEmpty();
        router.Answer = new RouteAnswer.MailExchangers(MailDomain.Parse("dest.example"), "nosuch");
        await rig.AcceptAsync("", "b@dest.example");
        rig.Spool.Entries.ShouldHaveSingleItem().Recipients[0].LastReply.ShouldBe("451 4.3.5 There is no transport 'nosuch'");
    }

    [Fact]
    public async Task Domains_behind_one_smarthost_share_its_connections()
    {
        await using DeliveryRig rig = await new DeliveryRig(new RelaySettings { Routes = [new RouteSettings { Via = "192.0.2.9" }] }).StartAsync();
        for (int i = 0; i < 10; i++)
            await rig.AcceptAsync("a@sender.example", $"b@d{i}.example", $"c@e{i}.example");
        rig.Transport.Connects.ShouldHaveSingleItem();
        rig.Transport.Sent.Count.ShouldBe(10);
    }

    private static QueuedRecipient Recipient(string mailbox) => new() { Mailbox = Mailbox.Parse(mailbox) };

    private sealed class ScriptedRouter : IRouter
    {
        public RouteAnswer Answer { get; set; } = RouteAnswer.NoOpinion;

        public ValueTask<RouteAnswer> RouteAsync(RouteQuery query, CancellationToken cancellationToken) => ValueTask.FromResult(Answer);
    }
}
