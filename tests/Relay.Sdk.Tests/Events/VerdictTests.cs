using Relay.Sdk.Events;
using Relay.Sdk.Replies;

namespace Relay.Sdk.Tests.Events;

public sealed class VerdictTests
{
    private static readonly SmtpReply Taken = new(250, "2.0.0", "Taken");
    private static readonly SmtpReply Later = new(451, "4.7.1", "Later");
    private static readonly SmtpReply Never = new(550, "5.7.1", "Never");

    [Fact]
    public void Each_verdict_takes_replies_of_its_own_class_only()
    {
        Verdict.Defer(Later).ShouldBe(new Verdict.Deferred(Later));
        Verdict.Reject(Never).ShouldBe(new Verdict.Rejected(Never));
        Verdict.Disconnect(Later).ShouldBe(new Verdict.Disconnected(Later));
        Verdict.Disconnect(Never).ShouldBe(new Verdict.Disconnected(Never));
        foreach (Func<Verdict> wrong in new Func<Verdict>[]
        {
            () => Verdict.Defer(Taken), () => Verdict.Defer(Never), () => Verdict.Reject(Taken), () => Verdict.Reject(Later), () => Verdict.Disconnect(Taken),
        })
            Should.Throw<ArgumentException>(wrong);
    }

    [Fact]
    public void Verdicts_are_a_closed_set() =>
        typeof(Verdict).GetNestedTypes().Where(type => type.IsSubclassOf(typeof(Verdict))).Select(type => type.Name).Order()
            .ShouldBe(["CertificateRefused", "Continued", "Deferred", "Disconnected", "HostSkipped", "Rejected"]);
}
