using Relay.Core.Expansion;
using Relay.Core.Settings;
using Relay.Core.Tests.Delivery;
using Relay.Sdk.Dns;
using Relay.Sdk.Events;
using Relay.Sdk.Testing.Clients;
using Relay.Sdk.Tls;

namespace Relay.Core.Tests.Events;

/// <summary>Each event of the catalogue, provoked through the relay itself: in both directions where it has both, in clear text and under
/// TLS.</summary>
public sealed class EventTableTests
{
    // Of the events of connections, those that need TLS.
    private static readonly string[] TlsOnly = ["tls:cert", "tls:fail:connect", "tls:judged", "dane:fail"];

    // These come before TLS is up, or are about no connection at all.
    private static readonly string[] WithoutTlsFacts = ["tcp:connect", "tcp:close", "tls:fail:connect", "dns:fail", "dane:fail", "smtp:connect"];

    private static readonly EventTrial Send = new(static rig => rig.SendAsync());

    private static readonly EventTrial Unverified = Send with
    {
        DanePolicy = new FakeTlsPolicy(TlsRequirement.Verify("TLSA records"), TlsFinding.Fail("no record matches", TlsResultTypes.ValidationFailure)),
    };

    private static readonly Dictionary<(string Event, EventDirection Direction), EventTrial> Trials = new()
    {
        [("msg:queued", EventDirection.Queue)] = Send,
        [("msg:complete", EventDirection.Queue)] = Send,
        [("msg:delivery", EventDirection.Outbound)] = Send,
        [("msg:defer", EventDirection.Outbound)] = Send with
        {
            Answer = static command => command.StartsWith("MAIL", StringComparison.Ordinal)
                ? "451 4.3.2 not now" : null
        },
        [("msg:host:defer", EventDirection.Outbound)] =
            Send with { Answer = static command => command.StartsWith("MAIL", StringComparison.Ordinal) ? "451 4.3.2 not now" : null },
        [("msg:rcpt:host:defer", EventDirection.Outbound)] =
            Send with { Answer = static command => command.StartsWith("RCPT", StringComparison.Ordinal) ? "450 4.2.1 later" : null },
        [("msg:rcpt:defer", EventDirection.Outbound)] =
            Send with { Answer = static command => command.StartsWith("RCPT", StringComparison.Ordinal) ? "450 4.2.1 later" : null },
        [("msg:fail:delivery", EventDirection.Outbound)] =
            Send with { Answer = static command => command.StartsWith("RCPT TO:<bob", StringComparison.Ordinal) ? "550 5.1.1 no such user" : null },
        [("msg:fail:internal", EventDirection.Queue)] = new(static rig => rig.SendAsync("bob@nowhere.example")),
        [("tcp:connect", EventDirection.Outbound)] = Send,
        [("tcp:close", EventDirection.Outbound)] = Send,
        [("tls:cert", EventDirection.Outbound)] = Send,
        [("tls:cert", EventDirection.Inbound)] = Send,
        [("tls:fail:connect", EventDirection.Inbound)] = new(BreakHandshakeAsync),
        [("smtp:connect", EventDirection.Outbound)] = Send,
        [("smtp:ehlo", EventDirection.Outbound)] = Send,
        [("smtp:fail:protocol", EventDirection.Inbound)] = new(static rig => rig.SayAsync("DATA")),
        [("smtp:fail:syntax", EventDirection.Inbound)] = new(static rig => rig.SayAsync("NONSENSE")),
        [("auth:fail", EventDirection.Inbound)] = new(static rig => rig.SayAsync($"AUTH PLAIN {Convert.ToBase64String("\0alice\0wrong"u8)}"))
        {
            Listener = static listener => listener with { Auth = ListenerAuth.Optional },
            Accept = static _ => new AcceptSettings { AuthWithoutTls = true },
        },
        [("auth:fail", EventDirection.Outbound)] = Send with
        {
            Capabilities = ["AUTH PLAIN"],
            Answer = static command => command.StartsWith("AUTH", StringComparison.Ordinal) ? "535 5.7.8 wrong" : null,
            Transport = static transport =>
                transport with
                {
                    Auth = new TransportAuthSettings
                    {
                        User = "relay",
                        Password = new("x"),
                        AllowUnverified = true,
                        WithoutTls = true
                    }
                },
        },
        [("tls:judged", EventDirection.Outbound)] = Unverified,
        [("dane:fail", EventDirection.Outbound)] = Unverified,
        [("dns:fail", EventDirection.Relay)] = Send with { Accept = LookUpTheClient },
        [("client:connect", EventDirection.Inbound)] = Send,
        [("client:helo", EventDirection.Inbound)] = Send,
        [("client:mail", EventDirection.Inbound)] = Send,
        [("client:rcpt", EventDirection.Inbound)] = Send,
        [("client:message", EventDirection.Inbound)] = Send,
    };

    public static TheoryData<string, EventDirection, bool> Rows => RowsOf(static _ => true);

    /// <summary>Name, direction and whether under TLS, of some events of the catalogue.</summary>
    internal static TheoryData<string, EventDirection, bool> RowsOf(Func<EventDescription, bool> isMeant)
    {
        var rows = new TheoryData<string, EventDirection, bool>();
        foreach (EventDescription one in EventCatalogue.All.Where(isMeant))
        {
            foreach (EventDirection direction in one.Direction == EventDirection.Both ? [EventDirection.Inbound, EventDirection.Outbound]
                : new[] { one.Direction })
            {
                rows.Add(one.Name, direction, true);
                if (!TlsOnly.Contains(one.Name))
                    rows.Add(one.Name, direction, false);
            }
        }

        return rows;
    }

    /// <summary>What provokes an event.</summary>
    internal static EventTrial TrialOf(string name, EventDirection direction)
    {
        Trials.ShouldContainKey((name, direction), "an event of the catalogue needs a trial that provokes it");
        return Trials[(name, direction)];
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Each_event_is_raised(string name, EventDirection direction, bool tls)
    {
        EventDescription description = EventCatalogue.Find(name)!;
        EventTrial trial = TrialOf(name, direction);
        await using EventRig rig = await EventRig.StartAsync(trial, tls);
        await trial.Provoke(rig);

        if (description.Moment is { } kind)
            rig.Handlers.Moments.Where(moment => moment.GetType() == kind).ShouldContain(moment => IsOf(moment, direction), "the handlers are asked");
        if (description.Notice is null)
            return;
        Notice[] told = [.. (await rig.NoticesAsync()).Where(notice => notice.Name == name)];
        told = [.. told.Where(notice => IsOf(notice, direction))];
        told.ShouldNotBeEmpty("the observers are told");
        told.ShouldAllBe(notice => notice.GetType() == description.Notice && (notice.Data == null) == (description.Data == null));
        told.Select(static notice => notice.EventId).ShouldBeUnique();
        if (direction == EventDirection.Outbound)
            told.OfType<ConnectionNotice>().ShouldAllBe(static notice => notice.Host!.Domain != null && notice.Host.Router == "routes"
                && notice.AttemptId != null && notice.MessageId != null && notice.ReversePath != null);
        if (told[^1] is RecipientNotice { Attempt: { Host: not null } attempt })
            (attempt.Tls is not null).ShouldBe(tls);
        else if (told[^1] is ConnectionNotice last && !WithoutTlsFacts.Contains(name))
            (last.Tls is not null).ShouldBe(tls);
    }

    [Fact]
    public async Task A_name_that_is_not_found_is_told_whether_a_session_or_a_delivery_needs_it()
    {
        await using EventRig rig = await EventRig.StartAsync(Send with { Accept = LookUpTheClient }, tls: false);
        await rig.SendAsync();

        rig.Handlers.Notices.OfType<DnsFailed>().Select(static failed => (failed.Question, failed.Type)).ToHashSet()
            .ShouldBe([("1.0.0.127.in-addr.arpa", DnsRecordType.PTR), ("dest.example", DnsRecordType.AAAA)], ignoreOrder: true);
    }

    // The client is named by no PTR record, and its mail is taken for the recipient's sake.
    private static AcceptSettings LookUpTheClient(EventRig rig) => new()
    {
        RelayFromHosts = ListParser.Hosts("*.client.example", new ExpansionServices(rig.Wire.Clock) { Dns = rig.Wire.Dns }),
        RelayToDomains = ListParser.Domains("dest.example"),
    };

    private static async Task BreakHandshakeAsync(EventRig rig)
    {
        await using ScriptedClient client = await rig.ConnectAsync();
        await client.AskAsync("STARTTLS");
        await client.SendAsync("this is no handshake, and long enough to be seen as none\r\n");
        await client.ExpectCloseAsync();
    }

    private static bool IsOf(Moment moment, EventDirection direction) => moment switch
    {
        OutboundMoment => direction == EventDirection.Outbound,
        CertificatePresented { Client: var client, Host: var host } =>
            direction == (client is null ? EventDirection.Outbound : EventDirection.Inbound) && (client is null) != (host is null),
        AuthenticationRefused { Client: var client, Host: var host } =>
            direction == (client is null ? EventDirection.Outbound : EventDirection.Inbound) && (client is null) != (host is null),
        _ => direction == EventDirection.Inbound,
    };

    private static bool IsOf(Notice notice, EventDirection direction) => notice switch
    {
        DnsFailed { Client: null, Host: null } => direction == EventDirection.Relay,
        ConnectionNotice { Client: var client, Host: var host } =>
            direction == (client is null ? EventDirection.Outbound : EventDirection.Inbound) && (client is null) != (host is null),
        _ => true,
    };
}
