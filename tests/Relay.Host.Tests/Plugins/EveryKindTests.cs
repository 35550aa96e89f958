using System.Text;
using Relay.Sdk.Testing.Clients;
using Relay.Sdk.Testing.Hosts;
using Relay.Sdk.Testing.Tls;

namespace Relay.Host.Tests.Plugins;

/// <summary>What a plugin can implement has its effect on real mail through the running relay.</summary>
public sealed class EveryKindTests
{
    private static readonly HostManners Tls = new() { Certificate = TestCertificates.SelfSigned };

    [Fact]
    public async Task Every_moment_of_a_messages_way_is_asked_about()
    {
        await using EveryKindRelay relay = await EveryKindRelay.StartAsync(""" "kinds": ["decision"] """, manners: Tls);

        (await relay.SendAsync()).ShouldStartWith("250 2.0.0 Queued as ");

        await relay.Relay.WaitForLogAsync("delivered ");
        foreach (string moment in (string[])
            ["ClientConnected", "HeloOffered", "SenderOffered", "RecipientOffered", "MessageOffered", "ConnectingToHost", "HostGreeted",
                "CertificatePresented"])
            relay.Relay.Log.ShouldContain($"every-kind/Judge: asked at {moment}");
    }

    [Theory]
    [InlineData("ClientConnected")]
    [InlineData("HeloOffered")]
    [InlineData("SenderOffered")]
    [InlineData("RecipientOffered")]
    [InlineData("MessageOffered")]
    public async Task A_refusal_of_a_clients_moment_is_the_reply_to_it(string moment)
    {
        await using EveryKindRelay relay = await EveryKindRelay.StartAsync($""" "kinds": ["decision"], "refuse": "{moment}" """);

        (await relay.SendAsync()).ShouldBe("554 5.7.1 every-kind says no");

        await relay.Relay.WaitForLogAsync(" by every-kind/judge: 554 5.7.1 every-kind says no");
        relay.Peer.Messages.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("ConnectingToHost")]
    [InlineData("HostGreeted")]
    public async Task A_host_that_is_refused_gets_no_mail(string moment)
    {
        await using EveryKindRelay relay = await EveryKindRelay.StartAsync($""" "kinds": ["decision"], "refuse": "{moment}" """);

        (await relay.SendAsync()).ShouldStartWith("250 2.0.0");

        await relay.Relay.WaitForLogAsync("deferred ");
        relay.Relay.Log.ShouldContain(" by every-kind/judge: every-kind says no");
        relay.Peer.Messages.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_refused_certificate_stops_mail_where_a_policy_must_verify_it()
    {
        await using EveryKindRelay relay = await EveryKindRelay.StartAsync(""" "kinds": ["decision", "tls-policy"], "refuse": "CertificatePresented" """, manners: Tls);

        await relay.SendAsync();

        await relay.Relay.WaitForLogAsync("deferred ");
        relay.Relay.Log.ShouldContain("every-kind says no");
        relay.Peer.Messages.ShouldBeEmpty();
    }

    [Fact]
    public async Task Notices_are_heard_of_what_happened()
    {
        await using EveryKindRelay relay = await EveryKindRelay.StartAsync(""" "kinds": ["notice", "router"] """);

        await relay.SendAsync();
        await relay.SendAsync("nowhere@dest.example");
        await relay.SendAsync("later@dest.example");

        foreach (string notice in (string[])["msg:queued", "msg:delivery", "msg:complete", "msg:fail:internal", "msg:defer", "tcp:connect",
            "smtp:connect", "smtp:ehlo"])
            await relay.Relay.WaitForLogAsync($"every-kind/Hear: heard of {notice}");
    }

    [Fact]
    public async Task Edits_of_a_filter_are_what_the_next_host_gets()
    {
        await using EveryKindRelay relay = await EveryKindRelay.StartAsync(""" "kinds": ["filter"] """);

        await relay.SendAsync();

        await relay.Relay.WaitForLogAsync("delivered ");
        TakenMessage message = relay.Peer.Messages.ShouldHaveSingleItem();
        message.Text.ShouldContain("X-Every-Kind: seen\r\n");
        message.Text.ShouldNotContain("X-Remove-Me");
        message.Mail.ShouldStartWith("MAIL FROM:<filtered@sender.example>");
        message.Recipients.Select(recipient => recipient.Split(' ')[1]).ShouldBe(["TO:<bob@dest.example>", "TO:<added@dest.example>"]);
    }

    [Fact]
    public async Task A_router_says_where_mail_goes_that_it_fails_or_that_it_waits()
    {
        await using EveryKindRelay relay = await EveryKindRelay.StartAsync(""" "kinds": ["router"], "via": "%PEER%" """, via: "127.0.0.1:9");

        await relay.SendAsync();
        await relay.Relay.WaitForLogAsync("delivered ");
        await relay.SendAsync("nowhere@dest.example");
        (await relay.Relay.WaitForLogAsync("failed ")).ShouldContain("550 5.1.2 every-kind knows no way");
        await relay.SendAsync("later@dest.example");
        (await relay.Relay.WaitForLogAsync("deferred ")).ShouldContain("every-kind cannot say");
    }

    [Fact]
    public async Task An_authenticator_says_who_may_log_in()
    {
        await using EveryKindRelay relay = await EveryKindRelay.StartAsync(
            """ "kinds": ["authenticator"] """, listener: ", \"tls\": \"starttls\", \"certificate\": \"mx.crt\", \"key\": \"mx.key\", \"auth\": \"required\"");
        await using ScriptedClient client = await relay.ConnectAsync();
        await client.TalkAsync("""
            S: 220 *
            C: EHLO client.example
            S: 250 *
            C: STARTTLS
            S: 220 *
            """);
        await client.StartTlsAsync();

        (await client.AskAsync("EHLO client.example")).ShouldContain("AUTH ");
        (await client.AskAsync("AUTH PLAIN " + Plain("nobody", "let me in"))).ShouldStartWith("535 5.7.8");
        (await client.AskAsync("AUTH PLAIN " + Plain("stranger", "wrong"))).ShouldStartWith("535 5.7.8");
        (await client.AskAsync("MAIL FROM:<alice@sender.example>")).ShouldStartWith("530 5.7.0");
        (await client.AskAsync("AUTH PLAIN " + Plain("stranger", "let me in"))).ShouldStartWith("235 2.7.0");
        (await client.AskAsync("MAIL FROM:<alice@sender.example>")).ShouldStartWith("250 2.1.0");
    }

    [Theory]
    [InlineData("true", "delivered ", "verified by every-kind: 250 ")]
    [InlineData("false", "deferred ", "every-kind is not pleased")]
    public async Task A_tls_policy_says_whether_a_chain_is_good(string verified, string outcome, string expected)
    {
        await using EveryKindRelay relay = await EveryKindRelay.StartAsync($""" "kinds": ["tls-policy"], "verified": {verified} """, manners: Tls);

        await relay.SendAsync();

        (await relay.Relay.WaitForLogAsync(outcome)).ShouldContain(expected);
    }

    [Fact]
    public async Task A_tls_policy_keeps_mail_from_a_host_without_tls()
    {
        await using EveryKindRelay relay = await EveryKindRelay.StartAsync(""" "kinds": ["tls-policy"] """);

        await relay.SendAsync();

        await relay.Relay.WaitForLogAsync("deferred ");
        relay.Peer.Messages.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_lookup_is_found_by_its_name_and_answers_other_handlers()
    {
        await using EveryKindRelay relay = await EveryKindRelay.StartAsync(""" "kinds": ["lookup", "ask"] """);

        (await relay.SendAsync("one@dest.example")).ShouldBe("550 5.1.1 refused by lookup");
        (await relay.SendAsync("two@dest.example")).ShouldStartWith("250 2.0.0");
    }

    [Fact]
    public async Task A_lookup_that_asks_itself_defers_and_the_relay_goes_on()
    {
        await using EveryKindRelay relay = await EveryKindRelay.StartAsync(""" "kinds": ["circle", "ask"], "ask": "circle" """);

        (await relay.SendAsync("one@dest.example")).ShouldBe("451 4.4.3 nobody can say now");
        (await relay.SendAsync("one@dest.example")).ShouldBe("451 4.4.3 nobody can say now");
    }

    [Fact]
    public async Task A_lookup_of_an_instance_is_asked_with_the_instances_name()
    {
        await using EveryKindRelay relay = await EveryKindRelay.StartAsync(""" "kinds": ["lookup", "ask"], "ask": "tell.two" """, terms: """ "instance": "two", """);

        (await relay.SendAsync("one@dest.example")).ShouldBe("550 5.1.1 refused by lookup");
    }

    [Fact]
    public async Task A_lookup_that_nobody_has_is_unavailable()
    {
        await using EveryKindRelay relay = await EveryKindRelay.StartAsync(""" "kinds": ["ask"] """);

        (await relay.SendAsync("one@dest.example")).ShouldBe("451 4.4.3 nobody can say now");
    }

    private static string Plain(string user, string password) => Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{user}\0{password}"));
}
