using Relay.Core.Settings;
using Relay.Sdk.Mail;
using Relay.Sdk.Replies;
using Relay.Sdk.Routing;
using Relay.Sdk.Spool;
using Relay.TestKit.Delivery;

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
    public async Task Recipients_of_one_entry_whose_ways_separate_are_each_sent_their_way()
    {
        await using var rig = new DeliveryRig();
        rig.With("one.example", "two.example");
        NewMessage message = await rig.NewMessageAsync("",
            [Recipient("a@one.example"), Recipient("b@two.example"), Recipient("c@one.example"), Recipient("d@missing.example"),
                Recipient("e@missing.example")], claim: false);
        QueueEntry together = message.Entries[0] with
        {
            Destination = "[192.0.2.9]:25",
            Recipients = [.. message.Entries.SelectMany(static e => e.Recipients).OrderBy(static r => r.Mailbox.LocalPart)]
        };
        await rig.Spool.Queue.CommitAsync(new SpoolChange { Messages = [message with { Entries = [together] }] }, default);
        await rig.StartAsync();
        rig.Transport.Sent.Select(
            static s => $"{s.Session.Route.Destination}:{string.Concat(s.Message.Recipients.Select(static r => r.Mailbox.LocalPart))}")
            .ShouldBe(["one.example:ac", "two.example:b"]);
        rig.Spool.Entries.ShouldBeEmpty();
    }

    [Fact]
    public async Task Routers_are_asked_at_each_attempt_and_before_the_table()
    {
        var router = new ScriptedRouter();
        await using DeliveryRig rig = await new DeliveryRig(handlers: new SomeHandlers { Routers = [router] }).With("dest.example").StartAsync();
        router.Answer = RouteAnswer.NotNow("the directory is down");
        await rig.AcceptAsync("a@sender.example", "b@dest.example");
        rig.Spool.Entries.ShouldHaveSingleItem().Recipients[0].LastReply!.ToString()
            .ShouldBe("451 4.4.0 The route cannot be found now: the directory is down");
        router.Answer = RouteAnswer.ToHosts([new NextHop("192.0.2.77", 26)], "remote");
        await rig.AdvanceAsync(TimeSpan.FromMinutes(15));
        rig.Transport.Sent.ShouldHaveSingleItem().Session.Route.Destination.ShouldBe("[192.0.2.77]:26");
        rig.Spool.Entries.ShouldBeEmpty();
        router.Answer = RouteAnswer.NoOpinion;
        await rig.AcceptAsync("a@sender.example", "b@dest.example");
        rig.Transport.Sent.Last().Session.Route.Destination.ShouldBe("dest.example");
        router.Answer = RouteAnswer.Fail(new SmtpReply(550, "5.1.6", "Moved away"));
        await rig.AcceptAsync("", "b@dest.example");
        rig.Spool.Entries.ShouldBeEmpty();
        router.Answer = RouteAnswer.ToExchangersOf(MailDomain.Parse("dest.example"), "nosuch");
        await rig.AcceptAsync("", "b@dest.example");
        rig.Spool.Entries.ShouldHaveSingleItem().Recipients[0].LastReply!.ToString().ShouldBe("451 4.3.5 There is no transport 'nosuch'");
    }

    [Fact]
    public async Task A_router_that_answers_otherwise_each_time_is_followed_once_and_the_message_is_sent()
    {
        int asked = 0;
        var router = new ScriptedRouter { Of = _ => RouteAnswer.ToHosts([new NextHop("192.0.2.77", (++asked % 2) + 1)], "remote") };
        await using DeliveryRig rig = await new DeliveryRig(handlers: new SomeHandlers { Routers = [router] }).With("dest.example").StartAsync();
        for (int i = 0; i < 10; i++)
            await rig.AcceptAsync("a@sender.example", "b@dest.example");
        rig.Transport.Sent.Count.ShouldBe(10);
        asked.ShouldBe(10);
        rig.Spool.Entries.ShouldBeEmpty();
    }

    [Fact]
    public async Task Each_way_of_a_separated_entry_keeps_the_rate_of_its_own_destination()
    {
        await using DeliveryRig rig = await Separated(new TransportSettings { MessageRate = "2/1m" }).StartAsync();
        for (int i = 0; i < 5; i++)
            await rig.AcceptAsync("", "one@dest.example", "two@dest.example");
        Sent(rig, "two@dest.example").ShouldBe(2);
        Sent(rig, "one@dest.example").ShouldBe(5);
        await rig.AdvanceAsync(TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(10));
        Sent(rig, "two@dest.example").ShouldBe(5);
        Sent(rig, "one@dest.example").ShouldBe(5);
        rig.Spool.Entries.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_destination_that_rests_is_not_tried_by_way_of_another_one()
    {
        await using DeliveryRig rig = await Separated(new TransportSettings()).StartAsync();
        bool up = false;
        rig.Transport.OnConnect = route =>
            Task.FromResult(!up && route.Destination == "[192.0.2.2]:25/other" ? ScriptedTransport.Unreachable() : null);
        for (int i = 0; i < 5; i++)
            await rig.AcceptAsync("", "one@dest.example", "two@dest.example");
        Sent(rig, "one@dest.example").ShouldBe(5);
        rig.Transport.Connects.Count(static route => route.Destination == "[192.0.2.2]:25/other").ShouldBe(1);
        rig.Spool.Entries.Count(static entry => entry.Destination == "[192.0.2.2]:25/other" && entry.Recipients.Count == 1
            && entry.Recipients[0].LastReply is null).ShouldBe(4);
        up = true;
        await rig.AdvanceAsync(TimeSpan.FromSeconds(30));
        Sent(rig, "two@dest.example").ShouldBe(4);
        await rig.AdvanceAsync(TimeSpan.FromMinutes(15));
        Sent(rig, "two@dest.example").ShouldBe(5);
        Sent(rig, "one@dest.example").ShouldBe(5);
        rig.Spool.Entries.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_recipient_that_is_deferred_is_tried_at_its_time_while_another_one_waits_for_its_destination()
    {
        await using DeliveryRig rig = await Separated(new TransportSettings()).StartAsync();
        rig.Transport.OnConnect = static route =>
            Task.FromResult(route.Destination == "[192.0.2.2]:25/other" ? ScriptedTransport.Unreachable() : null);
        await rig.AcceptAsync("", "two@dest.example");
        int tried = 0;
        rig.Transport.OnSend = (_, message) =>
            Task.FromResult<Relay.Core.Delivery.TransactionOutcome?>(++tried > 1 ? null
                : ScriptedTransport.All(message, new Relay.Core.Delivery.RecipientOutcome.Deferred(new SmtpReply(450, "4.2.1", "Later"))));
        await rig.AcceptAsync("", "one@dest.example", "two@dest.example");
        QueueEntry entry = rig.Spool.Entries.Single(static entry => entry.Recipients.Count == 2);
        (entry.Destination, entry.DueAt).ShouldBe(("dest.example", DeliveryRig.Start.AddMinutes(15)));
        await rig.AdvanceAsync(TimeSpan.FromMinutes(15), TimeSpan.FromSeconds(30));
        Sent(rig, "one@dest.example").ShouldBe(2);
        rig.Spool.Entries.ShouldAllBe(static entry => entry.Recipients.Count == 1);
    }

    /// <summary>The first recipient goes the table's way, the other one to a host with a transport of its own.</summary>
    private static DeliveryRig Separated(TransportSettings other)
    {
        var settings = new RelaySettings { Transports = new Dictionary<string, TransportSettings> { ["remote"] = new(), ["other"] = other } };
        var router = new ScriptedRouter
        {
            Of = static query => query.Recipient.LocalPart == "two"
                ? RouteAnswer.ToHosts([new NextHop("192.0.2.2", 25)], "other") : RouteAnswer.NoOpinion
        };
        return new DeliveryRig(settings, new SomeHandlers { Routers = [router] }).With("dest.example");
    }

    private static int Sent(DeliveryRig rig, string recipient) =>
        rig.Transport.Sent.Count(sent => sent.Message.Recipients.Any(one => one.Mailbox.ToString() == recipient));

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
        public RouteAnswer Answer { set => Of = _ => value; }

        public Func<RouteQuery, RouteAnswer> Of { get; set; } = static _ => RouteAnswer.NoOpinion;

        public ValueTask<RouteAnswer> RouteAsync(RouteQuery query, CancellationToken cancellationToken) => ValueTask.FromResult(Of(query));
    }
}
