using Relay.Sdk.Events;
using Relay.Sdk.Lookups;
using Relay.Sdk.Plugins;
using Relay.Sdk.Replies;

namespace EveryKind;

/// <summary>Refuses the recipients that a lookup, of whatever plugin, has something about.</summary>
internal sealed class AskLookup(EveryKindSettings settings, IPluginContext relay) : IDecide<RecipientOffered>
{
    private readonly LookupHandle lookup = relay.FindLookup(settings.Ask);

    public async ValueTask<Verdict> DecideAsync(RecipientOffered moment, CancellationToken cancellationToken) =>
        await lookup.FindAsync($"{moment.Recipient.Mailbox.LocalPart}", cancellationToken) switch
        {
            LookupResult.Found found => Verdict.Reject(new SmtpReply(550, "5.1.1", found.Value)),
            LookupResult.Unavailable => Verdict.Defer(new SmtpReply(451, "4.4.3", "nobody can say now")),
            _ => Verdict.Continue,
        };
}
