using Greeter;
using Relay.Sdk.Events;
using Relay.Sdk.Replies;

namespace TwoVersions;

internal sealed class Speak : IDecide<RecipientOffered>, IDecide<SenderOffered>
{
    public ValueTask<Verdict> DecideAsync(RecipientOffered moment, CancellationToken cancellationToken) => new(Say());

    public ValueTask<Verdict> DecideAsync(SenderOffered moment, CancellationToken cancellationToken) => new(Say());

    private static Verdict Say() => Verdict.Reject(new SmtpReply(550, "5.7.1", Greeting.Next()));
}
