using Relay.Core.Delivery;
using Relay.Core.Expansion;
using Relay.Core.Settings;
using Relay.Sdk.Replies;
using Relay.TestKit.Delivery;

namespace Relay.Core.Tests.Scheduling;

public sealed class LimitTests
{
    private static readonly RecipientOutcome Unknown = new RecipientOutcome.Failed(new SmtpReply(550, "5.1.1", "unknown"));
    private static readonly RecipientOutcome Taken = new RecipientOutcome.Delivered(new SmtpReply(250, "2.0.0", "ok"));
    private static readonly RecipientOutcome TooMany = new RecipientOutcome.Deferred(new SmtpReply(452, "4.5.3", "Too many recipients"));

    [Fact]
    public async Task Messages_go_out_no_faster_than_their_rate()
    {
        await using DeliveryRig rig = await Rig(new TransportSettings { MessageRate = "10/1m", MaxConnections = 1 }).StartAsync();
        await rig.OfferAsync(60, "b@dest.example");
        await rig.QuietAsync();
        int burst = rig.Transport.Sent.Count;
        burst.ShouldBe(10);
        await rig.AdvanceAsync(TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(1));
        (rig.Transport.Sent.Count - burst).ShouldBeInRange(9, 10);
        await rig.AdvanceAsync(TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(1));
        rig.Spool.Entries.ShouldBeEmpty();
        rig.Spool.OpenContents.ShouldBe(0);
    }

    [Fact]
    public async Task A_rate_holds_when_messages_of_another_transport_go_to_the_same_host_in_between()
    {
        var settings = new RelaySettings
        {
            Routes = [new RouteSettings { Domains = ListParser.Domains("slow.example"), Via = "192.0.2.9", Transport = "slow" },
                new RouteSettings { Via = "192.0.2.9" }],
            Transports = new Dictionary<string, TransportSettings> { ["remote"] = new(), ["slow"] = new() { MessageRate = "2/1m" } },
        };
        await using DeliveryRig rig = await new DeliveryRig(settings).StartAsync();
        for (int i = 0; i < 4; i++)
        {
            await rig.AcceptAsync("", "b@slow.example");
            await rig.AcceptAsync("", "b@dest.example");
        }

        rig.Transport.Sent.Count(static sent => sent.Session.Route.TransportName == "slow").ShouldBe(2);
        await rig.AdvanceAsync(TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(10));
        rig.Transport.Sent.Count.ShouldBe(8);
        rig.Spool.Entries.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_rate_of_one_transport_never_holds_up_mail_of_another_to_the_same_host()
    {
        var settings = new RelaySettings
        {
            Routes = [new RouteSettings { Domains = ListParser.Domains("slow.example"), Via = "192.0.2.9", Transport = "slow" },
                new RouteSettings { Via = "192.0.2.9" }],
            Transports = new Dictionary<string, TransportSettings> { ["slow"] = new() { MessageRate = "10/1m", MaxConnections = 1 } },
        };
        await using DeliveryRig rig = await new DeliveryRig(settings).StartAsync();
        await rig.OfferAsync(60, "b@slow.example");
        await rig.QuietAsync();
        await rig.OfferAsync(3, "b@fast.example");
        await rig.QuietAsync();
        rig.Transport.Sent.Count(static sent => sent.Session.Route.TransportName == "slow").ShouldBe(10);
        rig.Transport.Sent.Count(static sent => sent.Session.Route.TransportName == "remote").ShouldBe(3);
        rig.Spool.Entries.ShouldAllBe(static entry => entry.Destination == "[192.0.2.9]:25/slow");
    }

    [Fact]
    public async Task A_connection_limit_of_one_transport_never_holds_up_mail_of_another_to_the_same_host()
    {
        var settings = new RelaySettings
        {
            Routes = [new RouteSettings { Domains = ListParser.Domains("slow.example"), Via = "192.0.2.9", Transport = "slow" },
                new RouteSettings { Via = "192.0.2.9" }],
            Transports = new Dictionary<string, TransportSettings> { ["slow"] = new() { MaxConnections = 1 } },
        };
        await using DeliveryRig rig = await new DeliveryRig(settings).StartAsync();
        var answered = new TaskCompletionSource<TransactionOutcome?>();
        rig.Transport.OnSend = (_, message) =>
            message.Recipients[0].Mailbox.Domain.Value == "slow.example" ? answered.Task : Task.FromResult<TransactionOutcome?>(null);
        await rig.OfferAsync(5, "b@slow.example");
        await rig.OfferAsync(5, "b@fast.example");
        await rig.QuietAsync();
        rig.Transport.Sent.Count(static sent => sent.Message.Recipients[0].Mailbox.Domain.Value == "fast.example").ShouldBe(5);
        answered.SetResult(null);
    }

    [Fact]
    public async Task New_limits_of_a_transport_hold_for_mail_that_waits_already()
    {
        await using DeliveryRig rig = await Rig(new TransportSettings { MessageRate = "1/1h" }).StartAsync();
        await rig.OfferAsync(5, "b@dest.example");
        await rig.QuietAsync();
        rig.Transport.Sent.Count.ShouldBe(1);
        rig.Apply(new RelaySettings());
        await rig.QuietAsync();
        rig.Transport.Sent.Count.ShouldBe(5);
    }

    [Fact]
    public async Task What_waits_long_for_a_rate_waits_in_the_spool()
    {
        await using DeliveryRig rig = await Rig(new TransportSettings { MessageRate = "1/1h" }).StartAsync();
        await rig.OfferAsync(30, "b@dest.example");
        await rig.QuietAsync();
        rig.Transport.Sent.Count.ShouldBe(1);
        rig.Spool.Claimed.ShouldBeEmpty();
        rig.Scheduler.Status.ContentOctets.ShouldBe(0);
        await rig.AdvanceAsync(TimeSpan.FromHours(3.5), TimeSpan.FromMinutes(1));
        rig.Transport.Sent.Count.ShouldBe(4);
    }

    [Fact]
    public async Task Connections_are_made_no_faster_than_their_rate_and_open_ones_go_on()
    {
        await using DeliveryRig rig = await Rig(new TransportSettings { ConnectionRate = "2/1s", MaxMessagesPerConnection = 5 }).StartAsync();
        await rig.OfferAsync(100, "b@dest.example");
        await rig.QuietAsync();
        int first = rig.Transport.Connects.Count;
        first.ShouldBeInRange(1, 4);
        for (int second = 1; rig.Spool.Entries.Count > 0; second++)
        {
            await rig.AdvanceAsync(TimeSpan.FromSeconds(1));
            rig.Transport.Connects.Count.ShouldBeLessThanOrEqualTo(first + (2 * second));
            second.ShouldBeLessThan(60);
        }
    }

    [Fact]
    public async Task A_destination_has_no_more_connections_than_its_transport_allows()
    {
        await using DeliveryRig rig = await Rig(new TransportSettings { MaxConnections = 3 }).StartAsync();
        await rig.AcceptAsync("a@sender.example", "b@dest.example");
        var hang = new TaskCompletionSource<TransactionOutcome?>();
        rig.Transport.OnSend = (_, _) => hang.Task;
        await rig.OfferAsync(50, "b@dest.example");
        await rig.QuietAsync();
        rig.Transport.Open.ShouldBe(3);
        hang.SetResult(null);
        await rig.QuietAsync();
        rig.Spool.Entries.ShouldBeEmpty();
    }

    [Fact]
    public async Task Before_the_first_reply_there_are_two_connections_at_the_most()
    {
        await using DeliveryRig rig = await Rig(new TransportSettings()).StartAsync();
        var hang = new TaskCompletionSource<TransactionOutcome?>();
        rig.Transport.OnSend = (_, _) => hang.Task;
        await rig.OfferAsync(50, "b@dest.example");
        await rig.QuietAsync();
        rig.Transport.Open.ShouldBe(2);
        hang.SetResult(null);
        await rig.QuietAsync();
        rig.Spool.Entries.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_connection_carries_no_more_messages_than_allowed()
    {
        await using DeliveryRig rig = await Rig(new TransportSettings { MaxMessagesPerConnection = 4, MaxConnections = 1 }).StartAsync();
        await rig.OfferAsync(20, "b@dest.example");
        await rig.QuietAsync();
        rig.Transport.Sent.GroupBy(static s => s.Session).ShouldAllBe(static g => g.Count() <= 4);
        rig.Transport.Sent.Count.ShouldBe(20);
    }

    [Theory]
    [InlineData(100, 7, "7 7 6")]
    [InlineData(7, 100, "7 7 6")]
    [InlineData(100, 100, "20")]
    public async Task Recipients_are_split_by_the_limits_of_transport_and_host(int transport, int host, string sizes)
    {
        await using DeliveryRig rig = await Rig(new TransportSettings { MaxRecipients = transport }).StartAsync();
        rig.Transport.MaxRecipients = host;
        await rig.AcceptAsync("a@sender.example", [.. Enumerable.Range(0, 20).Select(static i => $"b{i}@dest.example")]);
        string.Join(' ', rig.Transport.Sent.Select(static s => s.Message.Recipients.Count)).ShouldBe(sizes);
        rig.Transport.Sent.SelectMany(static s => s.Message.Recipients).Select(static r => r.Mailbox.ToString()).Distinct().Count().ShouldBe(20);
        rig.Spool.Entries.ShouldBeEmpty();
    }

    [Fact]
    public async Task Recipients_beyond_what_the_host_takes_go_in_the_next_transaction_at_once()
    {
        await using DeliveryRig rig = await Rig(new TransportSettings()).StartAsync();
        rig.Transport.OnSend = static (_, message) => Task.FromResult<TransactionOutcome?>(new(
            [.. message.Recipients.Select(static (_, i) => i < 3 ? Taken : TooMany)], DsnPassedOn: false));
        await rig.AcceptAsync("a@sender.example", [.. Enumerable.Range(0, 8).Select(static i => $"b{i}@dest.example")]);
        string.Join(' ', rig.Transport.Sent.Select(static s => s.Message.Recipients.Count)).ShouldBe("8 5 2");
        rig.Spool.Entries.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_host_that_takes_no_recipient_at_all_is_not_asked_again_at_once()
    {
        await using DeliveryRig rig = await Rig(new TransportSettings()).StartAsync();
        rig.Transport.OnSend = static (_, message) => Task.FromResult<TransactionOutcome?>(ScriptedTransport.All(message, TooMany));
        await rig.AcceptAsync("a@sender.example", "b@dest.example", "c@dest.example");
        rig.Transport.Sent.Count.ShouldBe(1);
        rig.Spool.Entries.ShouldHaveSingleItem().Recipients.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Recipients_past_a_limit_follow_at_once_even_when_those_before_were_refused()
    {
        await using DeliveryRig rig = await Rig(new TransportSettings()).StartAsync();
        rig.Transport.OnSend = static (_, message) => Task.FromResult<TransactionOutcome?>(new(
            [.. message.Recipients.Select(static (r, i) => i > 0 ? TooMany : r.Mailbox.LocalPart == "bad" ? Unknown : Taken)], DsnPassedOn: false));
        await rig.AcceptAsync("a@sender.example", "bad@dest.example", "good@dest.example");
        rig.Transport.Sent.Count.ShouldBe(2);
        rig.Transport.Sent.Last().Message.Recipients.ShouldHaveSingleItem().Mailbox.LocalPart.ShouldBe("good");
    }

    [Fact]
    public async Task A_stale_connection_is_replaced_without_counting_an_attempt()
    {
        await using DeliveryRig rig = await Rig(new TransportSettings()).StartAsync();
        await rig.AcceptAsync("a@sender.example", "b@dest.example");
        ScriptedSession first = rig.Transport.Sent.Single().Session;
        rig.Transport.OnSend = (session, message) =>
        {
            if (session != first)
                return Task.FromResult<TransactionOutcome?>(null);
            session.IsReusable = false;
            return Task.FromResult<TransactionOutcome?>(new TransactionOutcome(
                [.. message.Recipients.Select(static _ => new RecipientOutcome.Deferred(new SmtpReply(451, "4.4.2", "Closed")))], false,
                StaleConnection: true));
        };
        await rig.AcceptAsync("a@sender.example", "b@dest.example");
        rig.Spool.Entries.ShouldBeEmpty();
        rig.Transport.Connects.Count.ShouldBe(2);
        rig.Clock.GetUtcNow().ShouldBe(DeliveryRig.Start);
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("100/1m", "100 in 60 s")]
    [InlineData(" 5 / s", "5 in 1 s")]
    [InlineData("10", "the time is missing; a rate is a count per time, as in 100/1m")]
    [InlineData("0/1m", "'0' at character 1 is not a count (1 or more); a rate is a count per time, as in 100/1m")]
    [InlineData("3/x", "'x' at character 3 is not a duration; a rate is a count per time, as in 100/1m")]
    public void A_rate_is_a_count_per_time(string text, string? expected)
    {
        bool good = Rate.TryParse(text, out Rate? rate, out string? problem);
        (good ? rate is null ? null : $"{rate.Count} in {rate.Period.TotalSeconds} s" : problem).ShouldBe(expected);
    }

    private static DeliveryRig Rig(TransportSettings transport) =>
        new DeliveryRig(new RelaySettings { Transports = new Dictionary<string, TransportSettings> { ["remote"] = transport } }).With("dest.example");
}
