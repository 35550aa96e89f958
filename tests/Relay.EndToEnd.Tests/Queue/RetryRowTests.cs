using Relay.Sdk.Testing.Hosts;
using Relay.TestKit.Peers;

namespace Relay.EndToEnd.Tests.Queue;

/// <summary>Recipients of one message that go to one host keep the retry row of their own domain.</summary>
public sealed class RetryRowTests
{
    [Theory]
    [InlineData("a@slow.test", "b@fast.test")]
    [InlineData("b@fast.test", "a@slow.test")]
    public async Task Each_recipient_is_tried_again_by_the_row_of_its_domain(string first, string second)
    {
        using var folder = new TemporaryFolder("rows");
        await using ScriptedHost host = ScriptedHost.Start(new HostManners
        {
            Answer = static command => command.StartsWith("RCPT", StringComparison.Ordinal) ? "450 4.2.1 later" : null,
        });
        await using RelayProcess relay = await RelayProcess.StartAsync(folder, new TrialSettings
        {
            Routes = TrialSettings.RoutesTo(("*", host.EndPoint.Port)),
            Others = new { retry = new[] { new { domains = "slow.test", rule = "F,5d,1h" }, new { domains = "*", rule = "F,5d,1s" } } },
        });

        await new SmtplibClient(relay.Port, relay.Port)
            .SubmitAsync(new Submission("alice@sender.test", [first, second], new TrialMessage("to two rows").Octets));

        await Until.HoldsAsync(() => Offers(host, "b@fast.test") >= 3, "three attempts for the fast domain", () => relay.Log);
        Offers(host, "a@slow.test").ShouldBe(1);
    }

    private static int Offers(ScriptedHost host, string recipient) =>
        host.Conversations.Sum(conversation => conversation.Heard.Count(line => line.StartsWith($"RCPT TO:<{recipient}>", StringComparison.Ordinal)));
}
