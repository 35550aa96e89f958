using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.DependencyInjection;
using Relay.Sdk.Events;
using Relay.Sdk.Filters;
using Relay.Sdk.Plugins;
using Relay.Sdk.Replies;
using Relay.Sdk.Testing;
using Relay.Sdk.Testing.Clients;
using Relay.Sdk.Testing.Hosts;
using Relay.Sdk.Testing.Tls;
using Relay.Sdk.Tls;

namespace Relay.Sdk.Tests.Testing;

/// <summary>A whole relay in the test's process, with plugins as objects.</summary>
public sealed class InMemoryRelayTests
{
    [Fact]
    public async Task Mail_goes_through_the_plugin_to_the_destination_and_the_conversation_is_there()
    {
        await using InMemoryRelay relay = await InMemoryRelay.StartAsync<PostmarkPlugin>();

        string conversation = await relay.SendAsync(["bob@dest.example", "nobody@dest.example"], content: "Subject: hello\n\n.dot\n");
        await relay.WaitForAsync<MessageCompleted>();

        conversation.ShouldContain("S: 220 relay.example ");
        conversation.ShouldContain("C: RCPT TO:<nobody@dest.example>\nS: 550 5.1.1 Nobody there\nC: DATA\nS: 354 ");
        conversation.ShouldContain("C: ..dot\nC: .\nS: 250 2.0.0 ");
        conversation.ShouldEndWith("C: QUIT\nS: 221 2.0.0 Bye\n");
        TakenMessage taken = relay.Destination.Messages.ShouldHaveSingleItem();
        taken.Recipients.ShouldBe(["RCPT TO:<bob@dest.example>"]);
        taken.Text.ShouldContain("\r\nX-Postmark: stamped\r\n");
        taken.Text.ShouldEndWith("\r\nSubject: hello\r\n\r\n.dot\r\n");
        relay.Notices.OfType<MessageNotice>().Select(notice => notice.Name).ShouldBe(["msg:queued", "msg:delivery", "msg:complete"]);
        relay.Notices.OfType<GreetingSeen>().ShouldHaveSingleItem().Greeting.ShouldContain("peer.test");
    }

    [Fact]
    public async Task Client_may_say_what_it_likes()
    {
        await using InMemoryRelay relay = await InMemoryRelay.StartAsync<PostmarkPlugin>();
        await using ScriptedClient client = await relay.ConnectAsync();

        await client.TalkAsync("""
            S: 220 relay.example *
            C: EHLO client.example
            S: 250 *
            C: RCPT TO:<bob@dest.example>
            S: 503 5.5.1 *
            """);
    }

    public static TheoryData<HostStep> Steps => [HostStep.Greeting, HostStep.Ehlo, HostStep.Mail, HostStep.Rcpt, HostStep.Data, HostStep.EndOfData];

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task Host_that_puts_off_or_resets_at_any_step_gets_the_mail_later(HostStep step)
    {
        await using ScriptedHost host = ScriptedHost.Start(new HostManners().ReplyAt(step, "451 4.7.1 Later"), new HostManners().ResetAt(step),
            new HostManners());
        await using InMemoryRelay relay = await InMemoryRelay.StartAsync(new RigOptions(), host);
        DateTimeOffset start = relay.Clock.GetUtcNow();

        await relay.SendAsync();
        await relay.WaitForAsync<RecipientDelivered>();

        host.Messages.Count.ShouldBe(1);
        host.Conversations.Count.ShouldBeGreaterThanOrEqualTo(2);
        relay.Clock.GetUtcNow().ShouldBeGreaterThan(start);
        relay.Notices.Count(notice => notice is RecipientDeferred or MessageDeferred).ShouldBe(2);
    }

    [Fact]
    public async Task Policy_sees_the_certificate_that_the_host_was_given()
    {
        using X509Certificate2 pinned = TestCertificates.MakeSelfSigned("mx.dest.example");
        await using ScriptedHost host = ScriptedHost.Start(new HostManners { Certificate = TestCertificates.SelfSigned },
            new HostManners { Certificate = pinned });
        await using InMemoryRelay relay = await InMemoryRelay.StartAsync<PinPlugin>($$"""{ "pin": "{{pinned.GetCertHashString(HashAlgorithmName.SHA256)}}" }""", destination: host);

        await relay.SendAsync();
        RecipientDelivered delivered = await relay.WaitForAsync<RecipientDelivered>();

        delivered.Attempt.ShouldNotBeNull().Tls.ShouldNotBeNull().Verified.ShouldBe("pins");
        relay.Notices.OfType<TlsJudged>().Select(judged => judged.ResultType).ShouldBe([TlsResultTypes.ValidationFailure, null]);
    }

    [Fact]
    public async Task Relay_json_and_plugins_json_are_as_in_a_relay()
    {
        await using InMemoryRelay relay = await InMemoryRelay.StartAsync(new RigOptions
        {
            Plugins = [new PostmarkPlugin()],
            PluginsJson = """
                {
                  // The filter is left out when it fails.
                  "plugins": [ { "id": "postmark", "handlers": { "stamp": { "onError": "ignore" } } }, ]
                }
                """,
            RelayJson = """{ "hostname": "mx9.relay.example", "accept": { "maxMessageOctets": 65536 } }""",
        });

        string conversation = await relay.SendAsync();

        conversation.ShouldContain("S: 220 mx9.relay.example ");
        conversation.ShouldContain("SIZE 65536");
        relay.Log.Lines.ShouldContain(line => line.Contains("accepted from 127.0.0.1"));
    }

    [Fact]
    public async Task Wrong_settings_keep_the_relay_from_starting() =>
        (await Should.ThrowAsync<RigException>(() => InMemoryRelay.StartAsync(new RigOptions { RelayJson = """{ "hostnam": "x" }""" }))).Message.ShouldContain("hostname");

    public sealed class PostmarkPlugin : IRelayPlugin
    {
        public void Configure(IPluginBuilder relay)
        {
            relay.Filter<Stamp>();
            relay.Decide<RecipientOffered, KnowNobody>();
        }
    }

    public sealed class PinPlugin : IRelayPlugin
    {
        public void Configure(IPluginBuilder relay)
        {
            relay.Services.AddSingleton(relay.Settings<PinSettings>());
            relay.TlsPolicy<Pins>();
        }
    }

    public sealed record PinSettings
    {
        public string Pin { get; init; } = "";
    }

    private sealed class Pins(PinSettings settings) : ITlsPolicy
    {
        public ValueTask<TlsRequirement> RequireAsync(TlsTarget target, CancellationToken cancellationToken) => new(TlsRequirement.Verify("pinned"));

        public ValueTask<TlsFinding> VerifyAsync(TlsTarget target, TlsHandshake handshake, CancellationToken cancellationToken) =>
            new(Convert.ToHexString(SHA256.HashData(handshake.Chain[0].Der.Span)) == settings.Pin ? TlsFinding.VerifiedBy("pins")
                : TlsFinding.Fail("another certificate", TlsResultTypes.ValidationFailure));
    }

    private sealed class Stamp : IMessageFilter
    {
        public ValueTask<FilterResult> FilterAsync(MessageOffered message, CancellationToken cancellationToken) =>
            new(FilterResult.Edit([new MessageEdit.AddHeader("X-Postmark", "stamped")]));
    }

    private sealed class KnowNobody : IDecide<RecipientOffered>
    {
        public ValueTask<Verdict> DecideAsync(RecipientOffered moment, CancellationToken cancellationToken) =>
            new(moment.Recipient.Mailbox.LocalPart == "nobody" ? Verdict.Reject(new SmtpReply(550, "5.1.1", "Nobody there")) : Verdict.Continue);
    }
}
