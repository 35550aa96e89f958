using Relay.EndToEnd.Tests.Queue;

namespace Relay.EndToEnd.Tests.Routing;

/// <summary>The running relay finds the hosts of a domain by itself (RFC 5321 §5.1): names over UDP, hosts on port 25.</summary>
public sealed class ExchangerTests(ExchangerTrial trial) : IClassFixture<ExchangerTrial>
{
    [Theory]
    [InlineData("bob@preference.test", "best")]
    [InlineData("bob@equals.test", "best")]
    [InlineData("bob@dead-first.test", "second")]
    [InlineData("bob@refusing-first.test", "second")]
    [InlineData("bob@gone-first.test", "second")]
    [InlineData("bob@implicit.test", "best")]
    [InlineData("bob@alias.test", "best")]
    [InlineData("bob@exchanger-alias.test", "best")]
    [InlineData("bob@better-than-us.test", "best")]
    [InlineData("bob@[127.0.77.1]", "best")]
    public async Task Mail_goes_to_the_host_that_the_records_name(string recipient, string host)
    {
        Assert.SkipWhen(trial.Missing is not null, trial.Missing ?? "");
        string subject = $"{Guid.NewGuid():N}";
        (await HandIn.SendAsync(trial.Port, recipient, subject)).ShouldStartWith("250 ");
        await Until.HoldsAsync(() => trial.ArrivedAt(subject).Count > 0, recipient, () => trial.Log);
        trial.ArrivedAt(subject).ShouldBe([host]);
    }

    [Theory]
    [InlineData("bob@null.test", "556 5.1.10 ")]
    [InlineData("bob@no-such-domain.test", "550 5.1.2 ")]
    [InlineData("bob@no-host.test", "550 5.4.4 ")]
    [InlineData("bob@our-own-name.test", "554 5.4.6 ")]
    [InlineData("bob@worse-than-us.test", "554 5.4.6 ")]
    public async Task A_domain_without_a_host_for_its_mail_has_it_returned(string recipient, string reply)
    {
        Assert.SkipWhen(trial.Missing is not null, trial.Missing ?? "");
        (await HandIn.SendAsync(trial.Port, recipient, "to be returned")).ShouldStartWith("250 ");
        await Until.HoldsAsync(() => trial.Lines("failed ", recipient).Any(), recipient, () => trial.Log);
        trial.Lines("failed ", recipient).ShouldAllBe(line => line.Contains(reply, StringComparison.Ordinal));
        // The sender's domain is sender.test, whose host is the best one.
        await Until.HoldsAsync(
            () =>
                trial.Best.Messages.Any(message => message.Mail.StartsWith("MAIL FROM:<>", StringComparison.Ordinal)
                    && message.Text.Contains($"rfc822; {recipient}", StringComparison.Ordinal)),
            "the report", () => trial.Log);
    }

    [Theory]
    [InlineData("bob@broken.test")]
    [InlineData("bob@broken-host.test")]
    [InlineData("bob@broken-host-before-us.test")]
    public async Task Mail_waits_while_the_names_cannot_be_looked_up(string recipient)
    {
        Assert.SkipWhen(trial.Missing is not null, trial.Missing ?? "");
        (await HandIn.SendAsync(trial.Port, recipient, "waits")).ShouldStartWith("250 ");
        await Until.HoldsAsync(() => trial.Lines("deferred ", recipient).Any(), recipient, () => trial.Log);
        trial.Lines("deferred ", recipient).ShouldAllBe(line => line.Contains("451 4.4.3 ", StringComparison.Ordinal));
    }
}
