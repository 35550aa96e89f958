using System.Text.Json.Nodes;
using Relay.Sdk.Authentication;
using Relay.Sdk.Commands;
using Relay.Sdk.Dns;
using Relay.Sdk.Events;
using Relay.Sdk.Filters;
using Relay.Sdk.Jobs;
using Relay.Sdk.Lookups;
using Relay.Sdk.Plugins;
using Relay.Sdk.Replies;
using Relay.Sdk.Routing;
using Relay.Sdk.Submission;
using Relay.Sdk.Testing;
using Relay.Sdk.Tls;

namespace Relay.Sdk.Tests.Testing;

/// <summary>The rig calls every kind of handler.</summary>
public sealed class RigCallTests
{
    [Fact]
    public async Task Asker_gets_what_the_fake_lookup_has_and_its_holes_are_quoted()
    {
        var redis = new FakeLookup("redis") { ["SISMEMBER denied 'o''hara@sender.example'"] = "1" };
        await using PluginRig rig = await PluginRig.StartAsync<ManyPlugin>(options: new RigOptions { Plugins = [redis] });

        (await rig.DecideAsync(SomeMoment.SenderOffered("o'hara@sender.example"))).ShouldBeOfType<Verdict.Rejected>();
        (await rig.DecideAsync(SomeMoment.SenderOffered())).ShouldBe(Verdict.Continue);
        redis.IsUnavailable = true;
        (await rig.DecideAsync(SomeMoment.SenderOffered())).ShouldBeOfType<Verdict.Deferred>();
        redis.Asked.Select(query => query.Text).ShouldBe(
            ["SISMEMBER denied 'o''hara@sender.example'", "SISMEMBER denied 'alice@sender.example'", "SISMEMBER denied 'alice@sender.example'"]);
    }

    [Fact]
    public async Task Lookup_is_asked_by_its_name()
    {
        await using PluginRig rig = await PluginRig.StartAsync<ManyPlugin>();

        (await rig.FindLookup("echo").FindAsync(new LookupQuery("x"),
            CancellationToken.None)).ShouldBeOfType<LookupResult.Found>().Value.ShouldBe("x");
        (await rig.FindLookup("redis").FindAsync(new LookupQuery("x"), CancellationToken.None)).ShouldBeOfType<LookupResult.Unavailable>();
    }

    [Fact]
    public async Task Options_of_a_lookup_hold_for_all_that_ask_it_by_its_name()
    {
        var users = new FakeLookup("users", new LookupOptions { KeepFound = TimeSpan.FromMinutes(1) }) { ["alice"] = "1" };
        await using PluginRig rig = await PluginRig.StartAsync<ManyPlugin>(options: new RigOptions { Plugins = [users] });

        foreach (double seconds in (double[])[0, 59, 2])
        {
            rig.Clock.Advance(TimeSpan.FromSeconds(seconds));
            (await rig.FindLookup("users").FindAsync(new LookupQuery("alice"), CancellationToken.None)).ShouldBeOfType<LookupResult.Found>();
        }

        users.Asked.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Observer_of_many_notices_gets_as_many_at_once_as_it_takes()
    {
        var plugin = new BatchPlugin();
        await using PluginRig rig = await PluginRig.StartAsync(new RigOptions { Plugins = [plugin] });

        NoticeTelling telling = await rig.TellAsync([SomeNotice.RecipientDelivered("a"), SomeNotice.RecipientDelivered("b"),
            SomeNotice.RecipientDelivered("c")]);

        telling.TakenBy.ShouldHaveSingleItem();
        plugin.Heard.ShouldBe(["a b", "c"]);
    }

    [Fact]
    public async Task Filters_see_a_stored_message_and_their_edits_are_applied()
    {
        await using PluginRig rig = await PluginRig.StartAsync<ManyPlugin>();

        FilteredMessage filtered = await rig.FilterAsync(SomeMoment.MessageOffered("Subject: hello\n\nBody\n"));

        filtered.Verdict.ShouldBe(Verdict.Continue);
        filtered.Envelope.Recipients.Select(recipient => recipient.Mailbox.ToString()).ShouldBe(["r0@dest.example", "archive@dest.example"]);
        filtered.Content.ShouldEndWith("\r\nX-Seen: Received\r\nSubject: hello\r\n\r\nBody\r\n");
        (await rig.FilterAsync(SomeMoment.MessageOffered("Subject: spam\n\n"))).Verdict.ShouldBeOfType<Verdict.Rejected>();
    }

    [Fact]
    public async Task Seal_is_asked_through_its_guard()
    {
        await using PluginRig rig = await PluginRig.StartAsync<ManyPlugin>();

        (await rig.Seals.Single().SealAsync(Some.MessageToSeal(), CancellationToken.None)).ShouldBeOfType<SealResult.Unavailable>();
    }

    [Fact]
    public async Task Job_runs_when_the_test_says_so_and_reports_the_health()
    {
        await using PluginRig rig = await PluginRig.StartAsync<ManyPlugin>();
        rig.Health.ShouldBe(HealthState.Good);

        (await rig.RunJobAsync("sweep")).ShouldBeOfType<JobRun.Failed>().Reason.ShouldContain("the broom is gone");
        (rig.Health, rig.HealthReason).ShouldBe((HealthState.Failing, "no broom"));
        (await rig.RunJobAsync("sweep")).ShouldBeOfType<JobRun.Done>();
        rig.Health.ShouldBe(HealthState.Good);
        (await Should.ThrowAsync<ArgumentException>(() => rig.RunJobAsync("swep").AsTask())).Message.ShouldContain(
            "these are there: sweep, send-digest");
    }

    [Fact]
    public async Task Mail_of_the_plugin_s_own_is_there_to_be_read()
    {
        await using PluginRig rig = await PluginRig.StartAsync<ManyPlugin>();

        await rig.RunJobAsync("send-digest");

        SubmittedMail mail = rig.Submitted.ShouldHaveSingleItem();
        mail.Recipients.ShouldBe([Some.Mailbox("r0@dest.example")]);
        mail.Content.ShouldContain("Auto-Submitted: auto-generated\r\n");
        mail.Content.ShouldEndWith("\r\n\r\nAll is well.\r\n");
    }

    [Fact]
    public async Task Command_is_carried_out_as_an_operator_calls_it()
    {
        await using PluginRig rig = await PluginRig.StartAsync<ManyPlugin>();

        (await rig.CallAsync("count", "a", "b")).ShouldBeOfType<CommandAnswer.Result>().Json!.ToJsonString().ShouldBe("""{"arguments":2}""");
        (await rig.CallAsync("count")).ShouldBeOfType<CommandAnswer.Misuse>();
    }

    [Fact]
    public async Task Notice_is_told_to_those_who_hear_it()
    {
        await using PluginRig rig = await PluginRig.StartAsync<ManyPlugin>();

        NoticeTelling telling = await rig.TellAsync(SomeNotice.RecipientFailed());

        telling.TakenBy.ShouldBe(["many/hear-all"]);
        telling.FailedIn.ShouldBe(["many/hear-failures"]);
        (await rig.TellAsync(SomeNotice.MessageQueued())).FailedIn.ShouldBeEmpty();
    }

    [Fact]
    public async Task Router_authenticator_and_policy_are_called_through_their_guards()
    {
        await using PluginRig rig = await PluginRig.StartAsync<ManyPlugin>();
        rig.Dns.Zone("dest.example", DnsSecurity.Secure).Address("mx.dest.example", "192.0.2.2");

        (await rig.Routers.Single().RouteAsync(Some.RouteQuery("x@inside.example"), CancellationToken.None)).ShouldBeOfType<RouteAnswer.Hosts>();
        (await rig.Authenticators.Single().AuthenticateAsync(Some.Credentials(),
            CancellationToken.None)).ShouldBeOfType<AuthenticationResult.Unavailable>();
        ITlsPolicy policy = rig.TlsPolicies.Single();
        (await policy.RequireAsync(Some.TlsTarget(), CancellationToken.None)).Strength.ShouldBe(TlsStrength.Verify);
        (await policy.VerifyAsync(Some.TlsTarget(), Some.Handshake(), CancellationToken.None)).ShouldBeOfType<TlsFinding.Verified>();
        rig.Dns.Asked.ShouldBe([("mx.dest.example", DnsRecordType.A)]);
    }

    public sealed class ManyPlugin : IRelayPlugin
    {
        public void Configure(IPluginBuilder relay)
        {
            relay.Decide<SenderOffered, AskRedis>();
            relay.Lookup<Echo>("echo");
            relay.Filter<Archive>();
            relay.Seal<BrokenSeal>();
            relay.Job<Sweep>();
            relay.Job<SendDigest>();
            relay.Command<Count>("count");
            relay.Observe<Notice, HearAll>();
            relay.Observe<RecipientFailed, HearFailures>();
            relay.Router<RouteInside>();
            relay.Authenticator<KnowNobody>();
            relay.TlsPolicy<WantSecure>();
        }
    }

    private sealed class AskRedis(IPluginContext relay) : IDecide<SenderOffered>
    {
        private readonly LookupHandle redis = relay.FindLookup("redis");

        public async ValueTask<Verdict> DecideAsync(SenderOffered moment, CancellationToken cancellationToken) =>
            await redis.FindAsync($"SISMEMBER denied {moment.Envelope.ReversePath.Mailbox}", cancellationToken) switch
            {
                LookupResult.Found => Verdict.Reject(new SmtpReply(550, "5.7.1", "Denied")),
                LookupResult.Missing => Verdict.Continue,
                _ => Verdict.Defer(new SmtpReply(451, "4.3.0", "Later")),
            };
    }

    private sealed class Echo : IMailLookup
    {
        public ValueTask<LookupResult> FindAsync(LookupQuery query, CancellationToken cancellationToken) => new(LookupResult.Of(query.Text));

        public string Quote(string text) => text;
    }

    private sealed class Archive : IMessageFilter
    {
        public async ValueTask<FilterResult> FilterAsync(MessageOffered message, CancellationToken cancellationToken)
        {
            using var reader = new StreamReader(await message.Content.OpenReadAsync(cancellationToken));
            string text = await reader.ReadToEndAsync(cancellationToken);
            return text.Contains("spam", StringComparison.Ordinal)
                ? FilterResult.Refuse(Verdict.Reject(new SmtpReply(550, "5.7.1", "Spam")))
                : FilterResult.Edit([new MessageEdit.AddHeader("X-Seen", text.Split(':')[0]),
                    new MessageEdit.AddRecipient(Some.Recipient("archive@dest.example"))]);
        }
    }

    private sealed class BrokenSeal : IMessageSeal
    {
        public ValueTask<SealResult> SealAsync(MessageToSeal message, CancellationToken cancellationToken) =>
            message.Client is null ? new(SealResult.Pass) : throw new InvalidOperationException("no wax today");
    }

    private sealed class Sweep(IPluginContext relay) : IJob
    {
        private int runs;

        public ValueTask RunAsync(CancellationToken cancellationToken)
        {
            bool isFirst = runs++ == 0;
            relay.Report(isFirst ? Health.Failing("no broom") : Health.Good);
            return isFirst ? throw new InvalidOperationException("the broom is gone") : ValueTask.CompletedTask;
        }
    }

    private sealed class SendDigest(ISubmission submission) : IJob
    {
        public async ValueTask RunAsync(CancellationToken cancellationToken) =>
            (await submission.SubmitAsync(OwnMail.OfText(Some.Envelope(), "Subject: digest\n\nAll is well.\n"),
                cancellationToken)).ShouldBeOfType<SubmissionResult.Accepted>();
    }

    private sealed class Count : ICommand
    {
        public ValueTask<CommandAnswer> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken) =>
            new(arguments.Count == 0 ? CommandAnswer.BadUsage("count what?")
                : CommandAnswer.Done(new JsonObject { ["arguments"] = arguments.Count }));
    }

    private sealed class HearAll : IObserve<Notice>
    {
        public ValueTask ObserveAsync(Notice notice, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }

    private sealed class HearFailures : IObserve<RecipientFailed>
    {
        public ValueTask ObserveAsync(RecipientFailed notice, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("no ear today");
    }

    private sealed class RouteInside : IRouter
    {
        public ValueTask<RouteAnswer> RouteAsync(RouteQuery query, CancellationToken cancellationToken) =>
            new(RouteAnswer.ToHosts([new NextHop("mail.inside.example", 25)], "remote"));
    }

    private sealed class KnowNobody : IAuthenticator
    {
        public ValueTask<AuthenticationResult> AuthenticateAsync(PasswordCredentials credentials, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("no users today");
    }

    private sealed class WantSecure(IDnsResolver dns) : ITlsPolicy
    {
        public async ValueTask<TlsRequirement> RequireAsync(TlsTarget target, CancellationToken cancellationToken) =>
            (await dns.ResolveAsync(target.HostName, DnsRecordType.A, cancellationToken)).Security == DnsSecurity.Secure
                ? TlsRequirement.Verify("signed") : TlsRequirement.None;

        public ValueTask<TlsFinding> VerifyAsync(TlsTarget target, TlsHandshake handshake, CancellationToken cancellationToken) =>
            new(TlsFinding.VerifiedBy("trial"));
    }
}
