using System.Text.Json;

namespace Relay.Host.Tests.Plugins;

/// <summary>A plugin that fails in the running relay stops no mail, lets no mail past a check, and tells a peer nothing but an incident.</summary>
public sealed class FaultyPluginTests
{
    public static TheoryData<string> Faults => ["throw", "throw-later", "hang", "block", "nothing", "throw-when-cancelled", "block-when-cancelled"];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_failed_decision_defers_with_an_incident_that_the_log_explains(string fault)
    {
        await using EveryKindRelay relay = await EveryKindRelay.StartAsync($""" "kinds": ["decision"], "refuse": "RecipientOffered", "fault": "{fault}" """, defaults: Deadline(fault));

        string reply = await relay.SendAsync();

        reply.ShouldStartWith("451 4.3.0 Temporary failure (incident ");
        (await relay.Relay.WaitForLogAsync(Incident(reply))).ShouldContain("every-kind: judge ");
        reply.ShouldNotContain("secret");
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_failed_filter_defers(string fault)
    {
        await using EveryKindRelay relay = await EveryKindRelay.StartAsync($""" "kinds": ["filter"], "fault": "{fault}" """, defaults: Deadline(fault));

        (await relay.SendAsync()).ShouldStartWith("451 4.3.0 Temporary failure (incident ");
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Mail_waits_for_a_failed_router_and_for_a_failed_tls_policy(string fault)
    {
        foreach (string kind in (string[])["router", "tls-policy"])
        {
            await using EveryKindRelay relay = await EveryKindRelay.StartAsync($""" "kinds": ["{kind}"], "fault": "{fault}" """, defaults: Deadline(fault));

            (await relay.SendAsync()).ShouldStartWith("250 2.0.0");

            string deferred = await relay.Relay.WaitForLogAsync("deferred ");
            deferred.ShouldContain("plugin every-kind failed (incident ");
            relay.Peer.Messages.ShouldBeEmpty();
        }
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_failed_lookup_is_unavailable(string fault)
    {
        await using EveryKindRelay relay = await EveryKindRelay.StartAsync($""" "kinds": ["lookup", "ask"], "fault": "{fault}" """, terms: $$"""  "handlers": { "tell": { {{Deadline(fault)}} } }, """);

        (await relay.SendAsync()).ShouldBe("451 4.4.3 nobody can say now");
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Mail_does_not_wait_for_a_failed_observer(string fault)
    {
        await using EveryKindRelay relay = await EveryKindRelay.StartAsync($""" "kinds": ["notice"], "fault": "{fault}" """, defaults: Deadline(fault));

        await relay.SendAsync();

        await relay.Relay.WaitForLogAsync("delivered ");
        // A notice asks for no answer, so there is none to miss.
        if (fault != "nothing")
            await relay.Relay.WaitForLogAsync("outbox: every-kind/hear could not take msg:queued");
    }

    [Theory]
    [InlineData("tempfail", "451 4.3.0 Temporary failure (incident ")]
    [InlineData("reject", "554 5.3.0 Refused after a failure (incident ")]
    [InlineData("ignore", "250 2.0.0 Queued as ")]
    [InlineData("suspend", "451 4.3.0 Temporary failure (incident ")]
    public async Task What_a_failure_means_is_the_operators_word(string policy, string expected)
    {
        await using EveryKindRelay relay = await EveryKindRelay.StartAsync(
            """ "kinds": ["decision"], "refuse": "RecipientOffered", "fault": "throw" """, terms: $$"""  "handlers": { "judge": { "onError": "{{policy}}" } }, """);

        (await relay.SendAsync()).ShouldStartWith(expected);

        JsonElement plugin = JsonDocument.Parse(await relay.ListAsync()).RootElement.GetProperty("plugins")[0];
        plugin.GetProperty("state").GetString().ShouldBe(policy == "suspend" ? "suspended" : "active");
        JsonElement handler = plugin.GetProperty("handlers").EnumerateArray()
            .Single(its => its.GetProperty("kind").GetString() == "RecipientOffered");
        (handler.GetProperty("name").GetString(), handler.GetProperty("onError").GetString(), handler.GetProperty("errors").GetInt64())
            .ShouldBe(("judge", policy, 1));
    }

    [Fact]
    public async Task A_handler_that_fails_again_and_again_is_left_alone_and_its_policy_answers()
    {
        await using EveryKindRelay relay = await EveryKindRelay.StartAsync(
            """ "kinds": ["decision"], "refuse": "SenderOffered", "fault": "throw" """, defaults: "\"breaker\": { \"failures\": 2, \"window\": \"1h\", \"open\": \"1h\" }");

        string[] replies = [await relay.SendAsync(), await relay.SendAsync(), await relay.SendAsync()];

        replies.ShouldAllBe(reply => reply.StartsWith("451 4.3.0"));
        Incident(replies[2]).ShouldBe(Incident(replies[1]));
        await relay.Relay.WaitForLogAsync("failed 2 times in 3600 s and is not called for 3600 s");
        (await relay.ListAsync()).ShouldContain("\"breakerOpen\":true");
    }

    // Waited for where a fault is one of time; long enough that a busy machine does not miss it for what is none.
    private static string Deadline(string fault) =>
        fault is "hang" or "block" or "throw-when-cancelled" or "block-when-cancelled" ? "\"timeout\": \"2s\"" : "";

    private static string Incident(string reply) => reply[reply.IndexOf("(incident ", StringComparison.Ordinal)..].TrimStart('(').TrimEnd(')');
}
