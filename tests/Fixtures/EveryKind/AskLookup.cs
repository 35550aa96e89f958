using Relay.Sdk.Events;
using Relay.Sdk.Lookups;
using Relay.Sdk.Plugins;
using Relay.Sdk.Replies;

namespace EveryKind;

/// <summary>Refuses the recipients that the lookup "tell", of whatever plugin, has something about.</summary>
internal sealed class AskLookup(IPluginContext relay) : IDecide<RecipientOffered>
{
    public async ValueTask<Verdict> DecideAsync(RecipientOffered moment, CancellationToken cancellationToken)
    {
        if (relay.FindLookup("tell") is not { } tell)
            return Verdict.Continue;
        return await tell.FindAsync(new LookupQuery(tell.Quote(moment.Recipient.Mailbox.LocalPart)), cancellationToken) switch
        {
            Answer.Found found => Verdict.Reject(new SmtpReply(550, "5.1.1", found.Values[0])),
            Answer.Unavailable => Verdict.Defer(new SmtpReply(451, "4.4.3", "nobody can say now")),
            _ => Verdict.Continue,
        };
    }
}
