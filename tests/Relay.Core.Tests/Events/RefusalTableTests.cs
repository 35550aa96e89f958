using Relay.Core.Tests.Delivery;
using Relay.Sdk.Events;
using Relay.Sdk.Replies;
using Relay.Sdk.Testing.Clients;
using Relay.Sdk.Tls;
using Relay.TestKit.Sessions;

namespace Relay.Core.Tests.Events;

/// <summary>What a refusal brings about at each moment of the catalogue, in both directions where it has both, in clear text and under TLS.</summary>
public sealed class RefusalTableTests
{
    private const string Words = "a text of the plugin";

    // Of a login that failed, inbound and outbound.
    private static readonly string[] UsualLines = ["failed to authenticate", "there is no login at", "cannot be used"];

    private static readonly SmtpReply No = new(550, "5.7.1", "Not wanted");

    private static readonly Dictionary<(string Event, EventDirection Direction), RefusalTrial> Trials = new()
    {
        [("tcp:connect", EventDirection.Outbound)] = new(
            static handlers => handlers.OnHost<ConnectingToHost>(static _ => HostVerdict.SkipHost("not today")), NoConnectionIsMadeAsync),
        [("smtp:connect", EventDirection.Outbound)] = new(
            static handlers => handlers.OnHost<HostGreeted>(static _ => HostVerdict.SkipHost("not today")), TheConnectionEndsAsync),
        [("tls:cert", EventDirection.Outbound)] = new(static handlers => handlers.OnCertificate(Refuse),
            WhereVerificationIsAMustTheConnectionEndsAsync),
        [("tls:cert", EventDirection.Inbound)] = new(static handlers => handlers.OnCertificate(Refuse), TheSessionGoesOnAsync),
        [("auth:fail", EventDirection.Inbound)] = new(static handlers => handlers.LogText = Words,
            static rig => TheLogHasTheWordsAsync(rig, EventDirection.Inbound)),
        [("auth:fail", EventDirection.Outbound)] = new(static handlers => handlers.LogText = Words,
            static rig => TheLogHasTheWordsAsync(rig, EventDirection.Outbound)),
        [("client:connect", EventDirection.Inbound)] = new(
            static handlers =>
                handlers.On<ClientConnected>(static _ => Verdict.Reject(new SmtpReply(554, "5.7.1", "Not wanted"))), TheReplyIsTheGreetingAsync),
        [("client:helo", EventDirection.Inbound)] = new(static handlers => handlers.On<HeloOffered>(static _ => Verdict.Reject(No)),
            TheReplyIsToEhloAsync),
        [("client:mail", EventDirection.Inbound)] = new(static handlers => handlers.On<SenderOffered>(static _ => Verdict.Reject(No)),
            TheReplyIsToMailAsync),
        [("client:rcpt", EventDirection.Inbound)] = new(static handlers => handlers.On<RecipientOffered>(RefuseBob), OtherRecipientsStayAsync),
        [("client:message", EventDirection.Inbound)] = new(static handlers => handlers.On<MessageOffered>(static _ => Verdict.Reject(No)),
            NothingIsKeptAsync),
    };

    public static TheoryData<string, EventDirection, bool> Rows => EventTableTests.RowsOf(static one => one.Moment is not null);

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task A_refusal_has_its_effect(string name, EventDirection direction, bool tls)
    {
        Trials.ShouldContainKey((name, direction), "an event that handlers decide on needs a trial of a refusal");
        RefusalTrial trial = Trials[(name, direction)];
        await using EventRig rig = await EventRig.StartAsync(EventTableTests.TrialOf(name, direction) with { Object = trial.Object }, tls);
        await trial.Check(rig);
    }

    private static CertificateVerdict Refuse(CertificatePresented seen) => CertificateVerdict.Refuse("not ours");

    private static Verdict RefuseBob(RecipientOffered offered) =>
        offered.Recipient.Mailbox.LocalPart == "bob" ? Verdict.Reject(No) : Verdict.Continue;

    private static async Task NoConnectionIsMadeAsync(EventRig rig)
    {
        await HostIsLeftOutAsync(rig, DeliveryTrouble.Policy);
        rig.Handlers.Notices.OfType<ConnectionAttempted>().First().Refusal.ShouldBe("not today");
        rig.Handlers.Notices.OfType<ConnectionClosed>().ShouldBeEmpty();
    }

    private static async Task TheConnectionEndsAsync(EventRig rig)
    {
        await HostIsLeftOutAsync(rig, DeliveryTrouble.Policy);
        rig.Handlers.Notices.OfType<GreetingSeen>().First().Refusal.ShouldBe("not today");
        rig.Handlers.Notices.OfType<ConnectionClosed>().ShouldNotBeEmpty();
    }

    private static async Task WhereVerificationIsAMustTheConnectionEndsAsync(EventRig rig)
    {
        rig.Handlers.TlsPolicies = [new FakeTlsPolicy(TlsRequirement.Verify("a rule"), TlsFinding.VerifiedBy("rule")).Named];
        await HostIsLeftOutAsync(rig, DeliveryTrouble.Tls);
        rig.Handlers.Notices.OfType<CertificateSeen>().First(static seen => seen.Host is not null).Refusal.ShouldBe("not ours");
    }

    private static async Task TheSessionGoesOnAsync(EventRig rig)
    {
        await rig.SendAsync();
        rig.Host.Messages.ShouldHaveSingleItem();
        rig.Handlers.Notices.OfType<CertificateSeen>().First(static seen => seen.Client is not null).Refusal.ShouldBe("not ours");
    }

    private static async Task TheLogHasTheWordsAsync(EventRig rig, EventDirection direction)
    {
        await EventTableTests.TrialOf("auth:fail", direction).Provoke(rig);
        rig.Log.Lines.ShouldContain(static line => line.Contains(Words, StringComparison.Ordinal));
        rig.Log.Lines.ShouldNotContain(static line => Array.Exists(UsualLines, line.Contains), "the words stand in place of the usual line");
        rig.Handlers.Notices.OfType<AuthenticationFailed>().ShouldNotBeEmpty();
    }

    private static async Task TheReplyIsTheGreetingAsync(EventRig rig)
    {
        await using ScriptedClient client = await rig.OpenAsync();
        await client.ExpectAsync("554 5.7.1 Not wanted*");
        (await client.AskAsync("EHLO client.example")).ShouldStartWith("503");
    }

    private static async Task TheReplyIsToEhloAsync(EventRig rig)
    {
        await using ScriptedClient client = await rig.OpenAsync();
        await client.ExpectAsync("220 *");
        (await client.AskAsync("EHLO client.example")).ShouldStartWith("550");
    }

    private static async Task TheReplyIsToMailAsync(EventRig rig)
    {
        await using ScriptedClient client = await rig.GreetAsync();
        (await client.AskAsync("MAIL FROM:<alice@sender.example>")).ShouldStartWith("550 5.7.1");
    }

    private static async Task OtherRecipientsStayAsync(EventRig rig)
    {
        await using ScriptedClient client = await rig.GreetAsync();
        await client.AskAsync("MAIL FROM:<alice@sender.example>");
        (await client.AskAsync("RCPT TO:<bob@dest.example>")).ShouldStartWith("550 5.7.1");
        (await client.AskAsync("RCPT TO:<carol@dest.example>")).ShouldStartWith("250");
    }

    private static async Task NothingIsKeptAsync(EventRig rig)
    {
        await using ScriptedClient client = await rig.GreetAsync();
        await client.AskAsync("MAIL FROM:<alice@sender.example>");
        await client.AskAsync("RCPT TO:<bob@dest.example>");
        await client.AskAsync("DATA");
        (await client.AskAsync("Subject: hello\r\n\r\nHello.\r\n.")).ShouldStartWith("550 5.7.1");
        (await rig.Wire.QueueAsync()).ShouldBeEmpty();
    }

    private static async Task HostIsLeftOutAsync(EventRig rig, DeliveryTrouble trouble)
    {
        await rig.SendAsync();
        rig.Host.Messages.ShouldBeEmpty();
        MessageDeferred deferred = (await rig.NoticesAsync()).OfType<MessageDeferred>().First();
        deferred.Attempt.ShouldNotBeNull().Trouble.ShouldBe(trouble);
    }

    /// <summary>A refusal, and what is to come of it.</summary>
    private sealed record RefusalTrial(Action<ScriptedHandlers> Object, Func<EventRig, Task> Check);
}
