using Relay.Sdk.Events;
using Relay.Sdk.Replies;

namespace Relay.Plugins.RecipientCap;

internal sealed class CapRecipients(RecipientCapOptions options) : IDecide<RecipientOffered>
{
    private static readonly Verdict TooMany = Verdict.Defer(new SmtpReply(452, "4.5.3", "Too many recipients; send the rest separately"));

    public ValueTask<Verdict> DecideAsync(RecipientOffered moment, CancellationToken cancellationToken) =>
        ValueTask.FromResult(moment.AcceptedCount < options.MaxRecipients ? Verdict.Continue : TooMany);
}
